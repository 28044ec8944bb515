import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { oauthClient } from '#test/support/api-oauth.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';
import { createService, type MadeService } from '#test/support/services.ts';

const { db, send, token } = await demoApp({ graphql: false });
const owner = await token('owner@acme.test');
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ALGORITHMS = ['EdDSA', 'ES256', 'RS256', 'PS256'] as const;
let jtis = 0;

/** Asks the authorization server something, each time from a network of its own. */
const ask = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  send({
    method: 'POST',
    url: `/v1/oauth/${path}`,
    headers: { ...FORM, ...headers },
    payload: new URLSearchParams(fields).toString(),
    remoteAddress: `198.51.${++jtis % 250}.${Math.floor(jtis / 250) + 1}`,
  });
const ofAcme = (method: 'GET' | 'POST', url: string, payload?: object) =>
  send({
    method,
    url,
    headers: { authorization: `Bearer ${owner}`, 'x-rowseal-workspace': 'acme' },
    ...(payload ? { payload } : {}),
  });
const register = (id: string, public_key: object) =>
  ofAcme('POST', `/v1/services/${id}/keys`, {
    public_key,
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  });
const members = (bearer: string) => send({ url: '/v1/members', headers: { authorization: `Bearer ${bearer}` } });

/** A service that signs. */
async function signing(algorithm: (typeof ALGORITHMS)[number] = 'EdDSA') {
  const service = await createService(db.admin, 'acme', ['members:read', 'notes:read']);
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const made = await register(service.id, await exportJWK(publicKey));
  expect(made).toMatchObject({ status: 201, body: { token: null } });
  const sign = (claims: object = {}, key = privateKey) => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      ...{ iss: service.id, sub: service.id, aud: PUBLIC_URL, jti: `jti-${++jtis}`, iat: now, exp: now + 60 },
      ...claims,
    })
      .setProtectedHeader({ alg: algorithm })
      .sign(key);
  };
  const proof = async (claims?: object) => ({
    client_assertion_type: TYPE,
    client_assertion: await sign(claims),
  });
  const exchange = async (fields: Record<string, string> = {}) =>
    ask('token', { grant_type: 'client_credentials', ...(await proof()), ...fields });
  return { ...service, made, privateKey, sign, proof, exchange };
}

test.each(ALGORITHMS)('a service gets a token for an assertion that it has signed by %s', async (algorithm) => {
  const service = await signing(algorithm);
  const { status, body } = await service.exchange({ scope: 'members:read' });
  expect([status, body.scope]).toEqual([200, 'members:read']);
  expect((await members(body.access_token)).status).toBe(200);
  const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
  expect(claims).toMatchObject({ sub: service.id, client_id: service.id, sid: service.made.body.id });
  const { keys } = (await ofAcme('GET', `/v1/services/${service.id}/keys`)).body;
  expect(keys.find(({ id }: { id: string }) => id === service.made.body.id)).toMatchObject({
    ...{ last_four: null, scopes: ['members:read', 'notes:read'], public_key: { kty: expect.any(String) } },
  });
});

describe('an assertion is refused', () => {
  test.each([
    ['that was used before', {}, true],
    ['for another audience', { aud: 'https://elsewhere.test' }, false],
    ['for two audiences', { aud: [PUBLIC_URL, 'https://elsewhere.test'] }, false],
    ['that is over', { exp: Math.floor(Date.now() / 1000) - 5 }, false],
    ['that lasts for hours', { exp: Math.floor(Date.now() / 1000) + 7200 }, false],
    ['without an end', { exp: undefined }, false],
    ['without a jti', { jti: undefined }, false],
    ['of another issuer', { iss: '01a20bd8-1955-7daa-94a0-197ff9c52136' }, false],
  ])('%s', async (_what, claims, isReplayed) => {
    const service = await signing();
    const given = await service.proof(claims);
    const fields = { grant_type: 'client_credentials', client_id: service.id, ...given };
    if (isReplayed) expect((await ask('token', fields)).status).toBe(200);
    const { status, body } = await ask('token', fields);
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    // The control.
    expect((await service.exchange()).status).toBe(200);
  });

  test('signed by another key, by none, or of another service', async () => {
    const [one, other] = [await signing(), await signing()];
    const { privateKey } = await generateKeyPair('EdDSA');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await one.sign()).split('.')[1]}.`;
    for (const client_assertion of [await one.sign({}, privateKey), unsigned, 'x', await other.sign()]) {
      const { status, body } = await ask('token', {
        ...{ grant_type: 'client_credentials', client_id: one.id, client_assertion_type: TYPE, client_assertion },
      });
      expect([status, body.error]).toEqual([401, 'invalid_client']);
    }
  });

  test('beside a secret, of another type, or once its key is revoked', async () => {
    const service = await signing();
    const both = await service.exchange({ client_id: service.id, client_secret: service.token });
    expect(both.body.error).toBe('invalid_request');
    expect((await service.exchange({ client_assertion_type: 'another' })).body.error).toBe('invalid_client');
    await db.admin`update rowseal_private.service_keys set revoked_at = now() where id = ${service.made.body.id}`;
    expect((await service.exchange()).body.error).toBe('invalid_client');
  });

  test('32 times of 32 that bring one at once, but for one', async () => {
    const service = await signing();
    const fields = { grant_type: 'client_credentials', ...(await service.proof()) };
    const answers = await Promise.all(Array.from({ length: 32 }, () => ask('token', fields)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

test.each([
  ['a private key', async () => exportJWK((await generateKeyPair('EdDSA', { extractable: true })).privateKey)],
  ['a secret', async () => ({ kty: 'oct', k: 'c2VjcmV0' })],
  ['a key of another curve', async () => exportJWK((await generateKeyPair('ES384', { extractable: true })).publicKey)],
  ['a short modulus', async () => ({ kty: 'RSA', n: 'sXch', e: 'AQAB' })],
  ['no point of the curve', async () => ({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' })],
])('%s is registered for no service', async (_what, jwk) => {
  const service = await createService(db.admin, 'acme');
  const { status, body } = await register(service.id, await jwk());
  // The control: a public one is.
  const { publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  expect((await register(service.id, await exportJWK(publicKey))).status).toBe(201);
  expect([status, body.code]).toEqual([400, 'invalid_input']);
});

describe('access tokens of services', () => {
  const basic = ({ id, token }: MadeService) => ({
    authorization: `Basic ${Buffer.from(`${id}:${token}`).toString('base64')}`,
  });
  const tokenOf = async (service: MadeService) =>
    (await ask('token', { grant_type: 'client_credentials' }, basic(service))).body.access_token as string;

  test('are introspected by the service itself, and by nobody else', async () => {
    const [one, other] = [await signing(), await createService(db.admin, 'acme')];
    const held = await tokenOf(one);
    const inspect = async (fields: Record<string, string>, headers?: Record<string, string>) =>
      ask('introspect', { token: held, ...fields }, headers);
    const found = await inspect({}, basic(one));
    expect(found).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(found.body).toMatchObject({
      ...{ active: true, client_id: one.id, sub: one.id, scope: 'members:read notes:read', token_type: 'Bearer' },
    });
    expect((await inspect(await one.proof())).body.active).toBe(true);
    expect((await inspect({}, basic(other))).body).toEqual({ active: false });
    const client = await oauthClient(db.admin);
    expect((await inspect({}, { authorization: client.authorization })).body).toEqual({ active: false });
    expect((await inspect({}, basic({ ...one, token: other.token }))).body.error).toBe('invalid_client');
    expect((await ask('introspect', {}, basic(one))).body.error).toBe('invalid_request');
    expect((await ask('introspect', { token: 'x' }, basic(one))).body).toEqual({ active: false });
    expect((await ask('introspect', { token: owner }, basic(one))).body).toEqual({ active: false });
  });

  test('end when the service revokes one, at once, and its key goes on', async () => {
    const [one, other] = [await signing(), await createService(db.admin, 'acme', ['members:read'])];
    const held = await tokenOf(one);
    expect((await members(held)).status).toBe(200);
    const revoke = (headers: Record<string, string>) => ask('revoke', { token: held }, headers);
    expect((await revoke(basic(other))).status).toBe(200);
    // The control: a token of another is none of its business.
    expect((await members(held)).status).toBe(200);
    expect((await revoke(basic(one))).status).toBe(200);
    expect((await members(held)).body.code).toBe('session_ended');
    expect((await ask('introspect', { token: held }, basic(one))).body).toEqual({ active: false });
    expect((await revoke(basic(one))).status).toBe(200);
    expect((await members(await tokenOf(one))).status).toBe(200);
    expect((await ask('revoke', { token: owner }, basic(one))).status).toBe(200);
    expect((await ofAcme('GET', '/v1/members')).status).toBe(200);
  });
});
