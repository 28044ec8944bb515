import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import Fastify, { type FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Adapter, type AdapterPayload, type Configuration } from 'oidc-provider';
import pg from 'pg';
import { named, POOL_SIZE } from '../variants/base.ts';
import type { PeerSettings } from './settings.ts';

const CLIENT = { id: 'bench', secret: 'a secret of the bench' };

/** oidc-provider with an adapter for PostgreSQL that keeps what its examples for SQL databases keep, in statements that are prepared once. */
export async function build({ oidcUrl }: PeerSettings): Promise<FastifyInstance> {
  const pool = new pg.Pool({ connectionString: named(oidcUrl, 'bench oidc'), max: POOL_SIZE, idleTimeoutMillis: 0 });
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'bench', alg: 'RS256', use: 'sig' };
  const provider = new Provider('http://127.0.0.1', configuration(pool, key));
  const answer = provider.callback();
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url !== '/bench') return answer(request, response);
    const { count, scope } = (await json(request)) as { count: number; scope: string };
    const grants = [];
    for (let n = 0; n < count; n++) grants.push(await grantOf(provider, `user-${n}`, scope));
    response.end(JSON.stringify({ grants, authorization: basic() }));
  };
  // Fastify listens; oidc-provider answers.
  return Fastify({
    logger: { level: 'warn' },
    serverFactory: () => createServer((request, response) => void handle(request, response)),
  });
}

function basic(): string {
  const text = [CLIENT.id, CLIENT.secret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

function configuration(pool: pg.Pool, key: object): Configuration {
  return {
    adapter: (type: string) => adapterOf(pool, type),
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: ['https://client.test/callback'],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    cookies: { keys: ['a key of the bench'] },
    jwks: { keys: [key] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    scopes: ['openid', 'email', 'offline_access', 'notes:read'],
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      revocation: { enabled: true },
      userinfo: { enabled: true },
    },
    findAccount: async (_ctx, sub) => ({
      accountId: sub,
      claims: async () => {
        const { rows } = await pool.query({
          name: 'account',
          text: 'select $1::text as email',
          values: [`${sub}@bench.test`],
        });
        return { sub, email: rows[0].email, email_verified: true };
      },
    }),
    rotateRefreshToken: true,
    ttl: { AccessToken: 3600, RefreshToken: 86_400, Grant: 86_400, IdToken: 3600 },
  };
}

async function grantOf(
  provider: Provider,
  accountId: string,
  scope: string,
): Promise<{ access: string; refresh: string }> {
  const client = await provider.Client.find(CLIENT.id);
  if (!client) throw new Error('the client is not there');
  const grant = new provider.Grant({ accountId, clientId: CLIENT.id });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const common = { accountId, client, grantId, scope, gty: 'authorization_code' };
  const access = new provider.AccessToken(common as never);
  const refresh = new provider.RefreshToken({
    ...common,
    rotations: 0,
    authTime: Math.floor(Date.now() / 1000),
  } as never);
  return { access: await access.save(), refresh: await refresh.save() };
}

function adapterOf(pool: pg.Pool, type: string): Adapter {
  const run = async (name: string, text: string, values: unknown[]) => (await pool.query({ name, text, values })).rows;
  const payloadOf = ([row]: { payload: AdapterPayload; consumed: number | null }[]) =>
    row && { ...row.payload, ...(row.consumed === null ? {} : { consumed: row.consumed }) };
  const FOUND =
    'select payload, extract(epoch from consumed_at)::int as consumed from oidc.oidc_models where type = $1';
  const ALIVE = '(expires_at is null or expires_at > now())';
  return {
    upsert: async (id, payload, expiresIn) => {
      await run(
        'upsert',
        `insert into oidc.oidc_models (id, type, payload, grant_id, user_code, uid, expires_at)
         values ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 second')
         on conflict (id, type) do update set payload = excluded.payload, grant_id = excluded.grant_id, user_code = excluded.user_code,
                                              uid = excluded.uid, expires_at = excluded.expires_at`,
        [id, type, payload, payload.grantId, payload.userCode, payload.uid, expiresIn],
      );
    },
    find: async (id) => payloadOf(await run('find', `${FOUND} and id = $2 and ${ALIVE}`, [type, id])),
    findByUid: async (uid) => payloadOf(await run('uid', `${FOUND} and uid = $2 and ${ALIVE}`, [type, uid])),
    findByUserCode: async (code) =>
      payloadOf(await run('code', `${FOUND} and user_code = $2 and ${ALIVE}`, [type, code])),
    destroy: async (id) =>
      void (await run('destroy', 'delete from oidc.oidc_models where type = $1 and id = $2', [type, id])),
    consume: async (id) =>
      void (await run('consume', 'update oidc.oidc_models set consumed_at = now() where type = $1 and id = $2', [
        type,
        id,
      ])),
    revokeByGrantId: async (id) => void (await run('revoke', 'delete from oidc.oidc_models where grant_id = $1', [id])),
  };
}
