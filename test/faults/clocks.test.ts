import path from 'node:path';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { databaseClock } from '#server/database/database-clock.ts';
import { oauthClient } from '#test/support/api-oauth.ts';
import { freshDatabase } from '#test/support/database.ts';
import { type Answer, PUBLIC_URL } from '#test/support/demo-app.ts';
import { startServer } from '#test/support/server-process.ts';

const MINUTE_MS = 60_000;
const SHIFT = path.resolve(import.meta.dirname, '../support/shift-clock.js');

const db = await freshDatabase({ seeded: true });
// The longest that the CHECK allows.
await db.admin`update rowseal_private.settings set access_token_lifetime = '1 hour'`;
const client = await oauthClient(db.admin);

/** A server whose clock is off by so much. */
async function serverOff(shift: number) {
  const { url, output } = await startServer(db, {
    NODE_OPTIONS: `--import ${SHIFT}`,
    SHIFT_MS: String(shift),
    ROWSEAL_GRAPHQL: 'off',
    ROWSEAL_PUBLIC_URL: PUBLIC_URL,
  });
  const post = async (at: string, body: object, headers: Record<string, string> = {}) => {
    const isForm = body instanceof URLSearchParams;
    const answer = await fetch(url + at, {
      method: 'POST',
      body: isForm ? body : JSON.stringify(body),
      headers: { ...(isForm ? {} : { 'content-type': 'application/json' }), ...headers },
    });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
  return {
    clock: Date.parse(/clock: (\S+)/.exec(output())?.[1] ?? ''),
    post,
    logIn: () =>
      post('/v1/auth/token', {
        provider: 'password',
        email: 'owner@acme.test',
        password: DEMO_PASSWORD,
        transport: 'body',
      }),
    me: async (token: string) =>
      (await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status,
  };
}

const now = async () => {
  const [row] = await db.admin<{ now: number }[]>`select extract(epoch from clock_timestamp())::float8 as now`;
  return row?.now ?? 0;
};

const [fast, slow] = await Promise.all([serverOff(15 * MINUTE_MS), serverOff(-60 * MINUTE_MS)]);

test('the clocks of these servers are wrong: the control', async () => {
  expect(Math.abs(fast.clock - 15 * MINUTE_MS - Date.now())).toBeLessThan(10 * MINUTE_MS);
  expect(Math.abs(slow.clock + 60 * MINUTE_MS - Date.now())).toBeLessThan(10 * MINUTE_MS);
});

describe.each([
  ['15 minutes ahead', fast, slow],
  ['an hour behind', slow, fast],
])('a server whose clock is %s', (_, server, other) => {
  test('issues tokens by the clock of the database, and takes them, as another server does', async () => {
    const before = await now();
    const { status, body } = await server.logIn();
    const after = await now();
    expect(status).toBe(200);
    const { iat = 0, exp = 0 } = decodeJwt(body.access_token);
    expect(iat).toBeGreaterThanOrEqual(Math.floor(before));
    expect(iat).toBeLessThanOrEqual(after);
    expect(exp - iat).toBe(body.expires_in);
    expect(body.expires_in).toBeGreaterThan(3590);
    expect(body.expires_in).toBeLessThanOrEqual(3600);
    // The control of the next test: until it has expired, it is taken.
    for (const verifier of [server, other, server]) expect(await verifier.me(body.access_token)).toBe(200);

    const refreshed = await server.post('/v1/auth/refresh', { refresh_token: body.refresh_token });
    expect(refreshed.status).toBe(200);
    expect(await server.me(refreshed.body.access_token)).toBe(200);
  });

  test('refuses a token that has expired by the clock of the database', async () => {
    const { body } = await server.logIn();
    const sid = String(decodeJwt(body.access_token)['sid']);
    await db.admin`update rowseal_private.sessions set expires_at = clock_timestamp() + interval '4 seconds' where id = ${sid}`;
    const { body: last } = await server.post('/v1/auth/refresh', { refresh_token: body.refresh_token });
    const { exp = 0 } = decodeJwt(last.access_token);
    await expect.poll(now).toBeGreaterThan(exp + 1);
    expect(await server.me(last.access_token)).toBe(401);
  });

  test('issues ID tokens by it, and takes assertions of clients whose clock is right', async () => {
    const { body: session } = await server.logIn();
    const form = new URLSearchParams(await client.redemption(session.refresh_token));
    const { status, body } = await server.post('/v1/oauth/token', form, { authorization: client.authorization });
    expect(status).toBe(200);
    const after = await now();
    const id = decodeJwt(body.id_token);
    expect(after - (id.iat ?? 0)).toBeLessThan(30);
    expect(id.iat).toBeLessThanOrEqual(after);
    expect((id.exp ?? 0) - (id.iat ?? 0)).toBe(600);
    const token = new URLSearchParams({ token: body.access_token });
    const inspected = await server.post('/v1/oauth/introspect', token, { authorization: client.authorization });
    expect(inspected.body.active).toBe(true);

    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'one' }] };
    const [{ client_id } = { client_id: '' }] = await db.admin<{ client_id: string }[]>`
      select client_id from rowseal_private.add_client('Keyed', ${['https://keyed.test/callback']}, 'private_key_jwt', jwks => ${db.admin.json(jwks)})`;
    const assertion = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(client_id)
      .setSubject(client_id)
      .setAudience(PUBLIC_URL)
      .setExpirationTime(Math.floor(await now()) + 60)
      .sign(privateKey);
    const asserted = await server.post(
      '/v1/oauth/introspect',
      new URLSearchParams({
        token: 'none',
        client_assertion: assertion,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      }),
    );
    expect(asserted).toEqual({ status: 200, body: { active: false } });
  });
});

describe('the clock that follows the database', () => {
  const far = 86_400_000;

  test('is this machine’s before it has learnt anything', () => {
    expect(Math.abs(databaseClock().now() - Date.now())).toBeLessThan(60_000);
  });

  test('is off by half a round trip at most, and keeps the best of the last samples', () => {
    const clock = databaseClock();
    const real = () => performance.timeOrigin + performance.now() + far;
    clock.learn(real() / 1000, performance.now() - 10);
    const drift = clock.now() - real();
    expect(Math.abs(drift)).toBeLessThan(10);
    // A sample that came late says less.
    clock.learn((real() - 400) / 1000, performance.now() - 800);
    expect(clock.now() - real()).toBeCloseTo(drift, 0);
  });

  test('follows a step within so many samples, however short the round trips were before', () => {
    const clock = databaseClock();
    clock.learn(Date.now() / 1000, performance.now());
    for (let n = 0; n < 8; n++) clock.learn((Date.now() + far) / 1000, performance.now() - 50);
    expect(Math.abs(clock.now() - Date.now() - far)).toBeLessThan(1_000);
  });
});
