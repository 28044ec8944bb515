import { z } from 'zod';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, Page, text } from '../http/schemas.ts';

const clientId = text.max(64);

const WorkspaceApp = z
  .object({
    client_id: clientId,
    name: z.string(),
    members: z.int().describe('How many members have given it access'),
    scopes: z.array(z.string()).describe('All that any of them has granted'),
    connected_at: moment,
    last_used_at: moment,
  })
  .meta({ id: 'WorkspaceApp' });

/** Applications that members have given access to a workspace. */
export const workspaceAppRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  app.get(
    '/v1/workspace/apps',
    {
      schema: {
        operationId: 'listWorkspaceApps',
        summary: 'List the applications that have access to the workspace',
        description:
          'Of the workspace that X-Rowseal-Workspace names, or that the credential is bound to. You need `members:write`. Each member ends the access that they gave.',
        tags: ['workspace'],
        security: BEARER,
        querystring: Page.extend({
          after: clientId.optional().describe('The `next` of the previous page; absent: the first page'),
        }),
        response: {
          200: z.object({
            apps: z.array(WorkspaceApp),
            next: clientId.nullable().describe('The `after` of the next page; null: this is the last page'),
          }),
          ...problemsOfBearers('insufficient_scope', 'workspace_required'),
        },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ app: z.infer<typeof WorkspaceApp> }>(requireEntry(request), {
        name: 'list_workspace_apps',
        text: 'select to_jsonb(app) as app from rowseal.list_workspace_apps($1, $2) as app',
        values: [after ?? null, limit + 1],
      });
      reply.header('cache-control', 'no-store');
      const apps = rows.slice(0, limit).map(({ app }) => app);
      return { apps, next: rows.length > limit ? (apps.at(-1)?.client_id ?? null) : null };
    },
  );
};
