import { describe, expect, test } from 'vitest';
import { isWholeToken } from '#server/credentials/token-format.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { createService } from '#test/support/services.ts';

const { db, graphql, send, token } = await demoApp();
const OWNER = 'owner@acme.test';
const NOTES = '{ allNotes { totalCount } }';
const CREATE = 'mutation { createNote(input: { note: { title: "by a program" } }) { note { title } } }';
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

/** Asks as the bearer of a credential, in acme. */
async function ask(bearer: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
  const headers = { authorization: `Bearer ${bearer}`, 'x-rowseal-workspace': 'acme' };
  return send({ method, url, headers, ...(payload ? { payload } : {}) });
}

/** A service of acme with a key, made by its owner over HTTP. */
async function made(scopes: string[], key: object = {}) {
  const owner = await token(OWNER);
  const { body: service } = await ask(owner, 'POST', '/v1/services', { name: 'Import', scopes });
  const { body } = await ask(owner, 'POST', `/v1/services/${service.id}/keys`, { expires_at: tomorrow(), ...key });
  return { owner, id: service.id as string, keyId: body.id as string, key: body.token as string };
}

test('is made, listed with its maker, and gets in with a key that is shown once', async () => {
  const { owner, id, keyId, key } = await made(['notes:read', 'notes:write']);
  expect(isWholeToken('rss_', key)).toBe(true);
  expect(await graphql(CREATE, { token: key })).toMatchObject({ body: { errors: [{ extensions: {} }] } });
  expect((await graphql(NOTES, { token: key })).body.data.allNotes.totalCount).toBeGreaterThan(0);
  const { body } = await ask(owner, 'GET', '/v1/services');
  expect(body.services.find((service: { id: string }) => service.id === id)).toMatchObject({
    name: 'Import',
    scopes: ['notes:read', 'notes:write'],
    enabled: true,
    created_by_email: OWNER,
  });
  const { body: listed } = await ask(owner, 'GET', `/v1/services/${id}/keys`);
  expect(listed.keys).toMatchObject([{ id: keyId, service_id: id, last_four: key.slice(-4), revoked_at: null }]);
  expect(listed.keys[0].last_used_at).not.toBeNull();
  expect(JSON.stringify(listed)).not.toContain(key.slice(40, 80));
});

test('GET /v1/me says which service it is, and no user', async () => {
  const { id, keyId, key } = await made(['notes:read']);
  const { status, body } = await ask(key, 'GET', '/v1/me');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    user: null,
    service: { id, name: 'Import' },
    session_id: keyId,
    workspace: { slug: 'acme', role: null, scopes: ['notes:read'] },
    workspaces: [{ slug: 'acme', role: null }],
  });
});

describe('is refused at once', () => {
  test.each([
    ['where its key is revoked', (keyId: string) => ['DELETE', `/v1/service-keys/${keyId}`], 204, 'invalid_token'],
    [
      'where it is disabled',
      (_key: string, id: string) => ['PATCH', `/v1/services/${id}`, { enabled: false }],
      204,
      'invalid_token',
    ],
    ['where it is removed', (_key: string, id: string) => ['DELETE', `/v1/services/${id}`], 204, 'invalid_token'],
    [
      'where it loses a scope',
      (_key: string, id: string) => ['PATCH', `/v1/services/${id}`, { scopes: [] }],
      204,
      'insufficient_scope',
    ],
  ] as const)('%s', async (_where, change, status, code) => {
    const { owner, id, keyId, key } = await made(['members:read']);
    expect((await ask(key, 'GET', '/v1/members')).status).toBe(200);
    const [method, url, payload] = change(keyId, id) as ['DELETE', string, object?];
    expect((await ask(owner, method, url, payload)).status).toBe(status);
    expect((await ask(key, 'GET', '/v1/members')).body.code).toBe(code);
  });

  test('from a network that its key does not serve', async () => {
    const { key } = await made(['members:read'], { networks: ['192.0.2.0/24'] });
    const asking = (remoteAddress: string) =>
      send({ url: '/v1/members', headers: { authorization: `Bearer ${key}` }, remoteAddress });
    expect((await asking('198.51.100.1')).body.code).toBe('network_not_allowed');
    expect((await asking('192.0.2.1')).status).toBe(200);
  });
});

test('whatever its scopes are, it gives no rights and makes no credential', async () => {
  const { token: key, id } = await createService(db.admin, 'acme');
  const [member] = await db.admin`select id from rowseal.users where email = 'member@acme.test'`;
  const answers = await Promise.all(
    (
      [
        ['PATCH', `/v1/members/${member?.['id']}`, { role: 'owner' }],
        ['DELETE', `/v1/members/${member?.['id']}`],
        ['POST', '/v1/invitations', { email: 'friend@acme.test', role: 'owner' }],
        ['POST', '/v1/tokens', { name: 'mine', expires_at: tomorrow() }],
        ['POST', '/v1/services', { name: 'more', scopes: [] }],
        ['POST', `/v1/services/${id}/keys`, { expires_at: tomorrow() }],
        ['POST', '/v1/workspaces', { slug: 'mine', name: 'Mine' }],
        ['POST', '/v1/me/deletion', { current_password: 'x' }],
        ['GET', '/v1/auth/sessions'],
      ] as const
    ).map(([method, url, payload]) => ask(key, method, url, payload)),
  );
  expect(answers.map(({ body }) => body.code)).toEqual([
    ...Array(3).fill('person_required'),
    ...Array(6).fill('session_required'),
  ]);
  // The control: what it may do it does.
  expect((await ask(key, 'GET', '/v1/members')).status).toBe(200);
});

test('a third key is refused while two are live', async () => {
  const { owner, id, keyId } = await made(['notes:read']);
  const another = () => ask(owner, 'POST', `/v1/services/${id}/keys`, { expires_at: tomorrow() });
  expect((await another()).status).toBe(201);
  expect((await another()).body.code).toBe('too_many_keys');
  await ask(owner, 'DELETE', `/v1/service-keys/${keyId}`);
  expect((await another()).status).toBe(201);
});

test('nobody gets a key of a service that may do more than they', async () => {
  const { id } = await createService(db.admin, 'acme', ['owners:write']);
  await db.admin`update rowseal.memberships set role = 'admin' where user_id = (
    select id from rowseal.users where email = 'member@acme.test')`;
  const admin = await token('member@acme.test');
  const { body } = await ask(admin, 'POST', `/v1/services/${id}/keys`, { expires_at: tomorrow() });
  expect(body.code).toBe('insufficient_scope');
  // The control: of one that may do less they do.
  const less = await createService(db.admin, 'acme', ['notes:read']);
  expect((await ask(admin, 'POST', `/v1/services/${less.id}/keys`, { expires_at: tomorrow() })).status).toBe(201);
});
