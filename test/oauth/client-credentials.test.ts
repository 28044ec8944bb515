import { describe, expect, test } from 'vitest';
import { oauthClient } from '#test/support/api-oauth.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { createService, type MadeService } from '#test/support/services.ts';

const { db, graphql, send } = await demoApp();
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
let networks = 1;

/** Asks for a token. */
async function exchange(given: Record<string, string>, headers: Record<string, string> = {}, remoteAddress?: string) {
  const payload = new URLSearchParams({ grant_type: 'client_credentials', ...given }).toString();
  const from = remoteAddress ?? `198.51.${networks++}.1`;
  return send({
    method: 'POST',
    url: '/v1/oauth/token',
    headers: { ...FORM, ...headers },
    payload,
    remoteAddress: from,
  });
}

const basic = ({ id, token }: MadeService) => ({
  authorization: `Basic ${Buffer.from(`${id}:${token}`).toString('base64')}`,
});
const post = ({ id, token }: MadeService) => ({ client_id: id, client_secret: token });
const members = (token: string) => send({ url: '/v1/members', headers: { authorization: `Bearer ${token}` } });

test('the discovery document tells of it', async () => {
  const { body } = await send({ url: '/.well-known/oauth-authorization-server' });
  expect(body.grant_types_supported).toEqual(['authorization_code', 'refresh_token', 'client_credentials']);
});

test.each([
  ['by HTTP Basic', async (service: MadeService) => exchange({}, basic(service))],
  ['by the form', async (service: MadeService) => exchange(post(service))],
] as const)('a service gets a short access token for its key, %s, and no refresh token', async (_how, ask) => {
  const service = await createService(db.admin, 'acme', ['members:read', 'notes:read']);
  const { status, headers, body } = await ask(service);
  expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  expect(body).toEqual({
    access_token: expect.any(String),
    token_type: 'Bearer',
    expires_in: expect.any(Number),
    scope: 'members:read notes:read',
  });
  expect(body.expires_in).toBeLessThanOrEqual(15 * 60);
  const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
  expect(claims).toMatchObject({ sub: service.id, client_id: service.id, sid: service.keyId });
  expect((await members(body.access_token)).status).toBe(200);
  expect((await graphql('{ allNotes { totalCount } }', { token: body.access_token })).body.errors).toBeUndefined();
  const { body: me } = await send({ url: '/v1/me', headers: { authorization: `Bearer ${body.access_token}` } });
  expect(me).toMatchObject({ user: null, service: { id: service.id }, session_id: service.keyId });
});

describe('scope', () => {
  test('narrows the token, which does not grow with the service, nor does the key', async () => {
    const service = await createService(db.admin, 'acme', ['members:read', 'notes:read']);
    const { body } = await exchange({ ...post(service), scope: 'notes:read' });
    expect(body.scope).toBe('notes:read');
    await db.admin`update rowseal_private.services set scopes = '{members:read,notes:read,notes:write}' where id = ${service.id}`;
    expect((await members(body.access_token)).body.code).toBe('insufficient_scope');
    const { body: all } = await exchange(post(service));
    expect(all.scope).toBe('members:read notes:read');
  });

  test.each([
    'notes:write',
    'notes:read notes:write',
    'openid',
    'notes:read notes:read',
    ' ',
    'notes:read  members:read',
  ])('of more than the service has, or that is none, is refused: %j', async (scope) => {
    const service = await createService(db.admin, 'acme', ['members:read', 'notes:read']);
    const { status, body } = await exchange({ ...post(service), scope });
    expect([status, body.error]).toEqual([400, 'invalid_scope']);
  });
});

describe('the token is refused at once where', () => {
  test.each([
    [
      'the key is revoked',
      'update rowseal_private.service_keys set revoked_at = now() where service_id = $1',
      'session_ended',
    ],
    ['the key is deleted', 'delete from rowseal_private.service_keys where service_id = $1', 'session_ended'],
    [
      'the service is disabled',
      'update rowseal_private.services set disabled_at = now() where id = $1',
      'session_ended',
    ],
    ['the service is removed', 'delete from rowseal_private.services where id = $1', 'session_ended'],
    [
      'the service loses the scope',
      `update rowseal_private.services set scopes = '{}' where id = $1`,
      'insufficient_scope',
    ],
    [
      'its key serves other networks',
      `update rowseal_private.service_keys set networks = '{203.0.113.0/24}' where service_id = $1`,
      'network_not_allowed',
    ],
  ])('%s', async (_where, statement, code) => {
    const service = await createService(db.admin, 'acme', ['members:read']);
    const { body } = await exchange(post(service));
    // The control: before, it is accepted.
    expect((await members(body.access_token)).status).toBe(200);
    await db.admin.unsafe(statement, [service.id]);
    expect((await members(body.access_token)).body.code).toBe(code);
    if (code !== 'insufficient_scope') expect((await exchange(post(service))).body.error).toBe('invalid_client');
  });

  test('another workspace is named', async () => {
    const service = await createService(db.admin, 'acme', ['members:read']);
    const { body } = await exchange(post(service));
    const headers = { authorization: `Bearer ${body.access_token}`, 'x-rowseal-workspace': 'globex' };
    expect((await send({ url: '/v1/members', headers })).body.code).toBe('workspace_mismatch');
  });
});

describe('is refused', () => {
  test.each([
    [
      'to a key of another service',
      async (one: MadeService, other: MadeService) => ({ client_id: one.id, client_secret: other.token }),
    ],
    [
      'to a service of which nobody has heard',
      async (one: MadeService) => ({ client_id: '01a20bd8-1955-7daa-94a0-197ff9c52136', client_secret: one.token }),
    ],
    ['without a key', async (one: MadeService) => ({ client_id: one.id })],
    ['to a text that is no key', async (one: MadeService) => ({ client_id: one.id, client_secret: 'x' })],
    [
      'to a key without its last letter',
      async (one: MadeService) => ({ client_id: one.id, client_secret: one.token.slice(0, -1) }),
    ],
  ])('%s', async (_to, given) => {
    const [one, other] = [await createService(db.admin, 'acme'), await createService(db.admin, 'acme')];
    const { status, body } = await exchange((await given(one, other)) as Record<string, string>);
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    // The control: with its own key.
    expect((await exchange(post(one))).status).toBe(200);
  });

  test('to two methods at once, and to a resource elsewhere', async () => {
    const service = await createService(db.admin, 'acme', ['members:read']);
    expect((await exchange({ client_secret: service.token }, basic(service))).body.error).toBe('invalid_request');
    expect((await exchange({ ...post(service), client_assertion: 'x' })).body.error).toBe('invalid_request');
    expect((await exchange({ ...post(service), resource: 'https://elsewhere.test/' })).body.error).toBe(
      'invalid_target',
    );
  });

  test('to an application, which acts for people', async () => {
    const client = await oauthClient(db.admin);
    const { status, body } = await exchange({}, { authorization: client.authorization });
    expect([status, body.error]).toEqual([400, 'unauthorized_client']);
  });

  test('to a network that has guessed too often, while a genuine key is not held up', async () => {
    const service = await createService(db.admin, 'acme', ['members:read']);
    const guesses = [];
    for (let n = 0; n < 25; n++)
      guesses.push((await exchange({ client_id: service.id, client_secret: `x${n}` }, {}, '203.0.113.9')).status);
    expect([guesses[0], guesses.at(-1)]).toEqual([401, 429]);
    // The control.
    expect((await exchange(post(service), {}, '203.0.113.9')).status).toBe(200);
  });
});

test('a key of a service opens no other grant, and its token gives nothing that lasts', async () => {
  const service = await createService(db.admin, 'acme');
  const code = await exchange({ ...post(service), grant_type: 'authorization_code', code: 'x', code_verifier: 'x' });
  expect([code.status, code.body.error]).toEqual([401, 'invalid_client']);
  const { body } = await exchange(post(service));
  const headers = { authorization: `Bearer ${body.access_token}` };
  const payload = { name: 'mine', expires_at: new Date(Date.now() + 86_400_000).toISOString() };
  expect((await send({ method: 'POST', url: '/v1/tokens', headers, payload })).body.code).toBe('session_required');
});
