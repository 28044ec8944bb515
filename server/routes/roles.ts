import { z } from 'zod';
import { unlessStale } from '../database/conditional.ts';
import type { Gateway } from '../database/gateway.ts';
import { once } from '../database/idempotency.ts';
import { requireEntry } from '../http/authentication.ts';
import { idempotencyKey, madeOnce } from '../http/idempotency.ts';
import { ifMatch, version } from '../http/preconditions.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { nextPage, Page, pageOf, roleName, scopes } from '../http/schemas.ts';

const Role = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.string()),
    built_in: z.boolean().describe('Every workspace has it, and none can change it'),
    version,
  })
  .meta({ id: 'Role' });

const given = scopes.describe('Among your own').meta({ examples: [['notes:read']] });
const WORKSPACE = 'In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const REFUSALS = ['insufficient_scope', 'workspace_required'] as const;
const role = z.object({ id: z.uuid().describe('The id of the role') });

/** The roles of a workspace. */
export const roleRoutes: Routes<{ gateway: Gateway }> = async (app, { gateway }) => {
  app.get(
    '/v1/roles',
    {
      schema: {
        operationId: 'listRoles',
        summary: 'List the roles of the workspace',
        description: `${WORKSPACE} Those that are built in too.`,
        tags: ['member'],
        security: BEARER,
        querystring: Page,
        response: { 200: z.object({ roles: z.array(Role), next: nextPage }), ...problemsOfBearers(...REFUSALS) },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ role: Omit<z.infer<typeof Role>, 'version'>; version: string }>(
        requireEntry(request),
        {
          name: 'list_roles',
          text: `select rowseal.version_of('role', role.id) as version, to_jsonb(role) as role from rowseal.list_roles($1, $2) as role`,
          values: [after ?? null, limit + 1],
        },
      );
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ role, version }) => ({ ...role, version })),
        limit,
      );
      return { roles: items, next };
    },
  );

  app.post(
    '/v1/roles',
    {
      schema: {
        operationId: 'createRole',
        summary: 'Create a role',
        description: `${WORKSPACE} You need every scope of it.`,
        tags: ['member'],
        security: BEARER,
        body: z.strictObject({ name: roleName.describe('No other role has it'), scopes: given }),
        response: {
          201: z.object({ id: z.uuid() }),
          ...problemsOfBearers(...OF_BODIES, 'idempotency_key_reused', ...REFUSALS, 'person_required', 'conflict'),
        },
      },
    },
    async (request, reply) => {
      const { name, scopes } = request.body;
      const statement = {
        name: 'create_role',
        text: 'select rowseal.create_role($1, $2) as id',
        values: [name, scopes],
      };
      const made = await madeOnce(
        () => gateway.one<{ id: string }>(requireEntry(request), once(statement, idempotencyKey(request))),
        (id) => ({ id }),
      );
      return reply.code(201).send(made);
    },
  );

  app.patch(
    '/v1/roles/:id',
    {
      schema: {
        operationId: 'changeRole',
        summary: 'Give a role other scopes',
        description: `${WORKSPACE} It holds at once for everybody who has the role. You need every scope that it had and gets.`,
        tags: ['member'],
        security: BEARER,
        params: role,
        body: z.strictObject({ scopes: given }),
        response: {
          204: z.null(),
          ...problemsOfBearers(
            'precondition_failed',
            ...OF_BODIES,
            ...REFUSALS,
            'person_required',
            'insufficient_user_authentication',
            'not_found',
          ),
        },
      },
    },
    async (request, reply) => {
      await gateway.query(
        requireEntry(request),
        unlessStale(
          {
            name: 'change_role',
            text: 'select rowseal.change_role($1, $2)',
            values: [request.params.id, request.body.scopes],
          },
          ifMatch(request, 'role', request.params.id),
        ),
      );
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/v1/roles/:id',
    {
      schema: {
        operationId: 'removeRole',
        summary: 'Remove a role',
        description: `${WORKSPACE} Its members and invitations get the replacement. You need every scope of both.`,
        tags: ['member'],
        security: BEARER,
        params: role,
        querystring: z.strictObject({
          replacement: z.uuid().optional().describe('The id of another role; absent: nobody has this one'),
        }),
        response: {
          204: z.null(),
          ...problemsOfBearers(
            'precondition_failed',
            ...REFUSALS,
            'person_required',
            'insufficient_user_authentication',
            'not_found',
            'role_in_use',
          ),
        },
      },
    },
    async (request, reply) => {
      await gateway.query(
        requireEntry(request),
        unlessStale(
          {
            name: 'remove_role',
            text: 'select rowseal.remove_role($1, $2)',
            values: [request.params.id, request.query.replacement ?? null],
          },
          ifMatch(request, 'role', request.params.id),
        ),
      );
      return reply.code(204).send(null);
    },
  );
};
