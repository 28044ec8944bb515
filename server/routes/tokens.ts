import { z } from 'zod';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { requireEntry } from '../http/authentication.ts';
import { requireClaims } from '../http/claims.ts';
import { idempotencyKey } from '../http/idempotency.ts';
import { Problem } from '../http/problem.ts';
import { OF_BODIES, OF_KEYS, problemsOfBearers } from '../http/problem-schemas.ts';
import { BEARER, type Routes } from '../http/route-contract.ts';
import { moment, nameOf, networks, nextPage, Page, pageOf, scopeList } from '../http/schemas.ts';

const Token = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scope: z.string().nullable().describe('What it is limited to; null: all that your role grants'),
    networks: z.array(z.string()).nullable().describe('The only networks it serves (CIDR); null: any'),
    last_four: z.string().describe('Its last four characters'),
    created_at: moment,
    expires_at: moment,
    last_used_at: moment.nullable().describe('To the minute'),
    last_used_ip: z.string().nullable(),
    revoked_at: moment.nullable(),
    parent_id: z
      .uuid()
      .nullable()
      .describe(
        'The limited session or grant that created it, and ends it when it ends; null: created by you directly',
      ),
  })
  .meta({ id: 'PersonalAccessToken' });

const NewToken = z.strictObject({
  name: nameOf(100).meta({ examples: ['nightly export'] }),
  expires_at: moment,
  scope: scopeList.optional().describe('Among your own; absent: all that your role grants'),
  networks: networks.optional(),
});

const Shown = z
  .object({ id: z.uuid(), token: z.string().describe('Shown this once') })
  .meta({ id: 'NewPersonalAccessToken' });

const WORKSPACE = 'In the workspace that X-Rowseal-Workspace names, or that the credential is bound to.';
const REFUSALS = ['insufficient_scope', 'workspace_required'] as const;
const OF_MAKERS = ['session_required', 'lifetime_not_allowed', 'insufficient_user_authentication'] as const;

/** Personal access tokens of the caller in a workspace. */
export const tokenRoutes: Routes<{ gateway: Gateway; issuer: Issuer }> = async (app, { gateway, issuer }) => {
  app.get(
    '/v1/tokens',
    {
      schema: {
        operationId: 'listTokens',
        summary: 'List your personal access tokens',
        description: `${WORKSPACE} A limited session, a grant or a token sees itself and what it has created.`,
        tags: ['personal access token'],
        security: BEARER,
        querystring: Page,
        response: {
          200: z.object({ tokens: z.array(Token), next: nextPage }),
          ...problemsOfBearers(...REFUSALS),
        },
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query;
      const rows = await gateway.many<{ token: z.infer<typeof Token> }>(requireEntry(request), {
        name: 'list_tokens',
        text: 'select to_jsonb(token) as token from rowseal.list_tokens($1, $2) as token',
        values: [after ?? null, limit + 1],
      });
      reply.header('cache-control', 'no-store');
      const { items, next } = pageOf(
        rows.map(({ token }) => token),
        limit,
      );
      return { tokens: items, next };
    },
  );

  app.post(
    '/v1/tokens',
    {
      schema: {
        operationId: 'createToken',
        summary: 'Create a personal access token',
        description: `${WORKSPACE} Only a session or a grant can create one, whose person has just proved who they are; it ends with the limited session or grant that created it.`,
        tags: ['personal access token'],
        security: BEARER,
        body: NewToken,
        response: {
          201: Shown,
          ...problemsOfBearers(...OF_BODIES, ...OF_KEYS, ...REFUSALS, ...OF_MAKERS),
        },
      },
    },
    async (request, reply) => {
      const { name, expires_at, scope, networks } = request.body;
      const entry = await requireClaims(gateway, requireEntry(request), 'tokens:write');
      const made = await issuer.createToken(
        entry,
        { name, expiresAt: expires_at, scope, networks },
        idempotencyKey(request),
      );
      return reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );

  app.post(
    '/v1/tokens/:id/rotate',
    {
      schema: {
        operationId: 'rotateToken',
        summary: 'Give a personal access token a new secret and expiry',
        description: `${WORKSPACE} The old secret stops working at once.`,
        tags: ['personal access token'],
        security: BEARER,
        params: z.object({ id: z.uuid() }),
        body: z.strictObject({ expires_at: moment }),
        response: {
          200: Shown,
          ...problemsOfBearers(...OF_BODIES, ...OF_KEYS, ...REFUSALS, ...OF_MAKERS, 'not_found'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const entry = await requireClaims(gateway, requireEntry(request), 'tokens:write');
      const token = await issuer.rotateToken(entry, id, request.body.expires_at, idempotencyKey(request));
      reply.header('cache-control', 'no-store');
      return { id, token };
    },
  );

  app.delete(
    '/v1/tokens/:id',
    {
      schema: {
        operationId: 'revokeToken',
        summary: 'Revoke a personal access token',
        description: WORKSPACE,
        tags: ['personal access token'],
        security: BEARER,
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null(), ...problemsOfBearers(...REFUSALS, 'not_found') },
      },
    },
    async (request, reply) => {
      const { revoked } = await gateway.one<{ revoked: boolean }>(requireEntry(request), {
        name: 'revoke_token',
        text: 'select rowseal.revoke_token($1) as revoked',
        values: [request.params.id],
      });
      if (!revoked) throw new Problem('not_found');
      return reply.code(204).send(null);
    },
  );
};
