import { z } from 'zod';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { Problem } from '../http/problem.ts';
import { problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, nextPage, Page, pageOf } from '../http/schemas.ts';

const MemberToken = z
  .object({
    id: z.uuid(),
    user_id: z.uuid().describe('Whose it is'),
    user_email: z.string(),
    user_name: z.string().nullable(),
    name: z.string(),
    scope: z.string().nullable().describe('What it is limited to; null: to what their roles grant'),
    networks: z.array(z.string()).nullable().describe('The only ones it serves; null: all'),
    last_four: z.string().describe('Its last characters'),
    created_at: moment,
    expires_at: moment,
    last_used_at: moment.nullable(),
  })
  .meta({ id: 'MemberToken' });

const WORKSPACE =
  'Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to. You need `members:write`';

/** Personal access tokens of all members, for who looks after them. */
export const workspaceTokenRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  app.get(
    '/v1/workspace/tokens',
    {
      schema: {
        operationId: 'listMemberTokens',
        summary: 'List the personal access tokens of members',
        description: `${WORKSPACE}. Those that have not ended, oldest first, a page at a time; no secret of any.`,
        tags: ['workspace'],
        security: BEARER,
        querystring: Page.extend({ member: z.uuid().optional().describe('Of this user alone') }),
        response: {
          200: z.object({ tokens: z.array(MemberToken), next: nextPage }),
          ...problemsOfBearers('insufficient_scope', 'workspace_required'),
        },
      },
    },
    async (request, reply) => {
      const { after, limit, member } = request.query;
      const rows = await gateway.many<{ token: z.infer<typeof MemberToken> }>(requireEntry(request), {
        name: 'list_member_tokens',
        text: 'select to_jsonb(token) as token from rowseal.list_member_tokens($1, $2, $3) as token',
        values: [after ?? null, limit + 1, member ?? null],
      });
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ token }) => token),
        limit,
      );
      return { tokens: items, next };
    },
  );

  app.delete(
    '/v1/workspace/tokens/:id',
    {
      schema: {
        operationId: 'revokeMemberToken',
        summary: 'Revoke a personal access token of a member',
        description: `${WORKSPACE} and every scope that the member has, as to remove them.`,
        tags: ['workspace'],
        security: BEARER,
        params: z.object({ id: z.uuid() }),
        response: {
          204: z.null(),
          ...problemsOfBearers('insufficient_scope', 'workspace_required', 'person_required', 'not_found'),
        },
      },
    },
    async (request, reply) => {
      const { revoked } = await gateway.one<{ revoked: boolean }>(requireEntry(request), {
        name: 'revoke_member_token',
        text: 'select rowseal.revoke_member_token($1) as revoked',
        values: [request.params.id],
      });
      if (!revoked) throw new Problem('not_found');
      return reply.code(204).send(null);
    },
  );
};
