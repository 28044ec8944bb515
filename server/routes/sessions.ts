import { z } from 'zod';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { Problem } from '../http/problem.ts';
import { problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, nextPage, Page, pageOf } from '../http/schemas.ts';

const Session = z
  .object({
    id: z.uuid(),
    current: z.boolean().describe('The session of this request'),
    created_at: moment,
    last_used_at: moment.describe('The last login or refresh'),
    expires_at: moment.describe('When it ends unless it is refreshed'),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    workspace_id: z.uuid().nullable().describe('The only workspace it may work in; null: any'),
    scope: z.string().nullable().describe('What it is limited to; null: not limited'),
  })
  .meta({ id: 'Session' });

/** The caller's sessions: listed, and ended. */
export const sessionRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  app.get(
    '/v1/auth/sessions',
    {
      schema: {
        operationId: 'listSessions',
        summary: 'List your sessions',
        tags: ['session'],
        description: 'The newest first, a page at a time.',
        security: BEARER,
        querystring: Page,
        response: {
          200: z.object({ sessions: z.array(Session), next: nextPage }),
          ...problemsOfBearers('session_required'),
        },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ session: z.infer<typeof Session> }>(requireEntry(request), {
        name: 'list_sessions',
        text: 'select to_jsonb(session) as session from rowseal.list_sessions($1, $2) as session',
        values: [after ?? null, limit + 1],
      });
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ session }) => session),
        limit,
      );
      return { sessions: items, next };
    },
  );

  app.delete(
    '/v1/auth/sessions/:id',
    {
      schema: {
        operationId: 'endSession',
        summary: 'End one of your sessions',
        tags: ['session'],
        security: BEARER,
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null(), ...problemsOfBearers('session_required', 'not_found') },
      },
    },
    async (request, reply) => {
      const { ended } = await gateway.one<{ ended: boolean }>(requireEntry(request), {
        name: 'end_session',
        text: 'select rowseal.end_session($1) as ended',
        values: [request.params.id],
      });
      if (!ended) throw new Problem('not_found');
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/v1/auth/sessions',
    {
      schema: {
        operationId: 'endOtherSessions',
        summary: 'End all your sessions but this one',
        tags: ['session'],
        security: BEARER,
        querystring: z.strictObject({ others: z.literal('true') }),
        response: { 200: z.object({ ended: z.int().min(0) }), ...problemsOfBearers('session_required') },
      },
    },
    async (request) => {
      return gateway.one<{ ended: number }>(requireEntry(request), {
        name: 'end_other_sessions',
        text: 'select rowseal.end_other_sessions() as ended',
        values: [],
      });
    },
  );
};
