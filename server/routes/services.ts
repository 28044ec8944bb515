import { z } from 'zod';
import { unlessStale } from '../database/conditional.ts';
import type { Gateway } from '../database/gateway.ts';
import { once } from '../database/idempotency.ts';
import type { Issuer } from '../database/issuer.ts';
import { requireEntry } from '../http/authentication.ts';
import { idempotencyKey, madeOnce } from '../http/idempotency.ts';
import { ifMatch, version } from '../http/preconditions.ts';
import { OF_BODIES, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, nameOf, nextPage, Page, pageOf, scopes } from '../http/schemas.ts';
import { serviceKeyRoutes } from './service-keys.ts';

const Service = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.string()).describe('What it may do now'),
    enabled: z.boolean(),
    created_at: moment,
    created_by: z.uuid().nullable().describe('Who created it, whom it outlives'),
    created_by_email: z.string().nullable().describe('Their address, while they are a member'),
    version,
  })
  .meta({ id: 'Service' });

const name = nameOf(100).meta({ examples: ['nightly import'] });
const given = scopes.describe('Among your own').meta({ examples: [['notes:read']] });

const Changes = z
  .strictObject({
    name: name.optional(),
    scopes: given.optional(),
    enabled: z.boolean().optional().describe('False: its keys and access tokens are refused at once'),
  })
  .refine((changes) => Object.keys(changes).length > 0, 'must name something to change');

const WORKSPACE = 'In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const REFUSALS = ['insufficient_scope', 'workspace_required'] as const;
const OF_MAKERS = ['session_required'] as const;
const service = z.object({ id: z.uuid().describe('The id of the service') });

/** Programs of a workspace that act for nobody. */
export const serviceRoutes: Routes<{ gateway: Gateway; issuer: Issuer }> = async (app, { gateway, issuer }) => {
  await app.register(serviceKeyRoutes, { gateway, issuer });
  app.get(
    '/v1/services',
    {
      schema: {
        operationId: 'listServices',
        summary: 'List the services of the workspace',
        description: `${WORKSPACE} You need \`services:read\`.`,
        tags: ['service'],
        security: BEARER,
        querystring: Page,
        response: { 200: z.object({ services: z.array(Service), next: nextPage }), ...problemsOfBearers(...REFUSALS) },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ service: Omit<z.infer<typeof Service>, 'version'>; version: string }>(
        requireEntry(request),
        {
          name: 'list_services',
          text: `select rowseal.version_of('service', service.id) as version, to_jsonb(service) as service from rowseal.list_services($1, $2) as service`,
          values: [after ?? null, limit + 1],
        },
      );
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ service, version }) => ({ ...service, version })),
        limit,
      );
      return { services: items, next };
    },
  );

  app.post(
    '/v1/services',
    {
      schema: {
        operationId: 'createService',
        summary: 'Create a service',
        description: `${WORKSPACE} A program that acts there for nobody. It outlives you; it needs a key to sign in.`,
        tags: ['service'],
        security: BEARER,
        body: z.strictObject({ name, scopes: given }),
        response: {
          201: z.object({ id: z.uuid() }),
          ...problemsOfBearers(...OF_BODIES, 'idempotency_key_reused', ...REFUSALS, ...OF_MAKERS, 'too_many_services'),
        },
      },
    },
    async (request, reply) => {
      const { name, scopes } = request.body;
      const statement = {
        name: 'create_service',
        text: 'select rowseal.create_service($1, $2) as id',
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
    '/v1/services/:id',
    {
      schema: {
        operationId: 'changeService',
        summary: 'Rename a service, change its scopes, disable or enable it',
        description: `${WORKSPACE} It holds at once, for every key and access token of it. You need every scope that you give, and to enable it, every scope that it has. To give scopes or to enable it, you have just proved who you are.`,
        tags: ['service'],
        security: BEARER,
        params: service,
        body: Changes,
        response: {
          204: z.null(),
          ...problemsOfBearers(
            'precondition_failed',
            ...OF_BODIES,
            ...REFUSALS,
            ...OF_MAKERS,
            'insufficient_user_authentication',
            'not_found',
          ),
        },
      },
    },
    async (request, reply) => {
      const { name, scopes, enabled } = request.body;
      await gateway.query(
        requireEntry(request),
        unlessStale(
          {
            name: 'change_service',
            text: 'select rowseal.change_service($1, $2, $3, $4)',
            values: [request.params.id, name ?? null, scopes ?? null, enabled ?? null],
          },
          ifMatch(request, 'service', request.params.id),
        ),
      );
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/v1/services/:id',
    {
      schema: {
        operationId: 'removeService',
        summary: 'Remove a service and its keys',
        description: WORKSPACE,
        tags: ['service'],
        security: BEARER,
        params: service,
        response: {
          204: z.null(),
          ...problemsOfBearers('precondition_failed', ...REFUSALS, ...OF_MAKERS, 'not_found'),
        },
      },
    },
    async (request, reply) => {
      await gateway.query(
        requireEntry(request),
        unlessStale(
          {
            name: 'remove_service',
            text: 'select rowseal.remove_service($1)',
            values: [request.params.id],
          },
          ifMatch(request, 'service', request.params.id),
        ),
      );
      return reply.code(204).send(null);
    },
  );
};
