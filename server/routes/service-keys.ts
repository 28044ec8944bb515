import { z } from 'zod';
import { requirePublicKey } from '../credentials/public-keys.ts';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { requireEntry } from '../http/authentication.ts';
import { requireClaims } from '../http/claims.ts';
import { idempotencyKey } from '../http/idempotency.ts';
import { Problem } from '../http/problem.ts';
import { OF_BODIES, OF_KEYS, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, networks, nextPage, Page, pageOf } from '../http/schemas.ts';

const ServiceKey = z
  .object({
    id: z.uuid(),
    service_id: z.uuid(),
    networks: z.array(z.string()).nullable().describe('The only networks it serves (CIDR); null: any'),
    scopes: z.array(z.string()).describe('What it opens now'),
    public_key: z
      .looseObject({ kty: z.string() })
      .nullable()
      .describe('What assertions are verified with (JWK); null: it has a secret'),
    last_four: z.string().nullable().describe('The last four characters of its secret'),
    created_at: moment,
    created_by: z.uuid().nullable(),
    expires_at: moment,
    last_used_at: moment.nullable().describe('To the minute'),
    last_used_ip: z.string().nullable(),
    revoked_at: moment.nullable(),
  })
  .meta({ id: 'ServiceKey' });

const Shown = z
  .object({ id: z.uuid(), token: z.string().nullable().describe('Shown this once; null: it has a public key') })
  .meta({ id: 'NewServiceKey' });

const WORKSPACE = 'In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const REFUSALS = ['insufficient_scope', 'workspace_required'] as const;
const service = z.object({ id: z.uuid().describe('The id of the service') });

/** What services get in with. */
export const serviceKeyRoutes: Routes<{ gateway: Gateway; issuer: Issuer }> = async (app, { gateway, issuer }) => {
  app.get(
    '/v1/services/:id/keys',
    {
      schema: {
        operationId: 'listServiceKeys',
        summary: 'List the keys of a service',
        description: `${WORKSPACE} None where there is no such service.`,
        tags: ['service'],
        security: BEARER,
        params: service,
        querystring: Page,
        response: { 200: z.object({ keys: z.array(ServiceKey), next: nextPage }), ...problemsOfBearers(...REFUSALS) },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ key: z.infer<typeof ServiceKey> }>(requireEntry(request), {
        name: 'list_service_keys',
        text: 'select to_jsonb(key) as key from rowseal.list_service_keys($1, $2, $3) as key',
        values: [request.params.id, after ?? null, limit + 1],
      });
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ key }) => key),
        limit,
      );
      return { keys: items, next };
    },
  );

  app.post(
    '/v1/services/:id/keys',
    {
      schema: {
        operationId: 'createServiceKey',
        summary: 'Create a key of a service',
        description: `${WORKSPACE} Two may be live at once, so that one can take the place of the other. You need every scope of the service, meet what the workspace asks of members (no grace period counts), and have just proved who you are.`,
        tags: ['service'],
        security: BEARER,
        params: service,
        body: z.strictObject({
          expires_at: moment,
          networks: networks.optional(),
          public_key: z
            .looseObject({ kty: z.string().max(10) })
            .optional()
            .describe(
              'A JWK, whose private half the service signs assertions with (RFC 7523); absent: a secret is made',
            ),
        }),
        response: {
          201: Shown,
          ...problemsOfBearers(
            ...OF_BODIES,
            ...OF_KEYS,
            ...REFUSALS,
            'session_required',
            'lifetime_not_allowed',
            'insufficient_user_authentication',
            'not_found',
            'too_many_keys',
          ),
        },
      },
    },
    async (request, reply) => {
      const { expires_at, networks, public_key } = request.body;
      const publicKey = public_key && (await requirePublicKey(public_key));
      const entry = await requireClaims(gateway, requireEntry(request), 'services:write');
      const made = await issuer.createServiceKey(
        entry,
        request.params.id,
        { expiresAt: expires_at, networks, publicKey },
        idempotencyKey(request),
      );
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.delete(
    '/v1/service-keys/:id',
    {
      schema: {
        operationId: 'revokeServiceKey',
        summary: 'Revoke a key of a service',
        description: `${WORKSPACE} Access tokens that it was exchanged for are refused at once too.`,
        tags: ['service'],
        security: BEARER,
        params: z.object({ id: z.uuid().describe('The id of the key') }),
        response: { 204: z.null(), ...problemsOfBearers(...REFUSALS, 'session_required', 'not_found') },
      },
    },
    async (request, reply) => {
      const { revoked } = await gateway.one<{ revoked: boolean }>(requireEntry(request), {
        name: 'revoke_service_key',
        text: 'select rowseal.revoke_service_key($1) as revoked',
        values: [request.params.id],
      });
      if (!revoked) throw new Problem('not_found');
      return reply.code(204).send(null);
    },
  );
};
