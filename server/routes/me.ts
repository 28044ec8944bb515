import { z } from 'zod';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, nextPage, Page } from '../http/schemas.ts';

const Workspace = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    role: z.string().nullable().describe('The first of yours in it; null: of a service, which has none'),
    roles: z.array(z.string()).nullable().describe('All of yours in it; null: of a service'),
  })
  .meta({ id: 'Workspace' });

const Me = z
  .object({
    user: z
      .object({
        id: z.uuid(),
        email: z.string().optional().describe('Of a grant: with email'),
        email_verified: z.boolean().optional(),
        name: z.string().nullable().optional().describe('Of a grant: with profile'),
      })
      .nullable()
      .describe('Null: a service, which acts for nobody'),
    service: z.object({ id: z.uuid(), name: z.string() }).optional().describe('The service, where it is one'),
    session_id: z.uuid().describe('The session, the personal access token, or the key of a service'),
    workspace: Workspace.extend({ scopes: z.array(z.string()).describe('What may be done here, now') })
      .nullable()
      .describe('The one entered'),
    workspaces: z
      .array(
        Workspace.extend({
          erase_at: moment.nullable().describe('It was deleted: nobody enters it; null: it was not'),
        }),
      )
      .describe('Those that the credential is for, oldest first: one page'),
    next: nextPage,
  })
  .meta({ id: 'Me', description: 'The caller' });

/** Who the caller is, and what they may do here. */
export const meRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  app.get(
    '/v1/me',
    {
      schema: {
        operationId: 'getMe',
        summary: 'See who you are, and what you may do here',
        tags: ['account'],
        security: BEARER,
        querystring: Page,
        response: { 200: Me, ...problemsOfBearers() },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const { me } = await gateway.one<{ me: z.infer<typeof Me> }>(requireEntry(request), {
        name: 'me',
        text: 'select rowseal.me($1, $2) as me',
        values: [after ?? null, limit],
      });
      reply.header('cache-control', 'no-store');
      return me;
    },
  );
};
