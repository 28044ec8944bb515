import { describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const { db, send, token } = await demoApp({ graphql: false });
const [owner, viewer] = [await token('owner@acme.test'), await token('viewer@acme.test')];
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Asks in acme. */
const ask = (bearer: string, method: Method, url: string, payload?: object, more: object = {}) =>
  send({
    method,
    url,
    headers: { authorization: `Bearer ${bearer}`, 'x-rowseal-workspace': 'acme', ...more },
    ...(payload ? { payload } : {}),
  });
const [{ id } = { id: '' }] = await db.admin<{ id: string }[]>`
  select id from rowseal.users where email = 'viewer@acme.test'`;

describe('a member with several roles', () => {
  const change = (body: object, more: object = {}) => ask(owner, 'PATCH', `/v1/members/${id}`, body, more);
  const shown = async () => (await ask(owner, 'GET', `/v1/members/${id}`)).body;

  test('has what any of them grants, and both are told', async () => {
    expect((await change({ roles: ['viewer', 'admin'] })).status).toBe(204);
    expect(await shown()).toMatchObject({ role: 'admin', roles: ['admin', 'viewer'] });
    const me = (await ask(viewer, 'GET', '/v1/me')).body;
    expect(me.workspace).toMatchObject({ role: 'admin', roles: ['admin', 'viewer'] });
    expect(me.workspace.scopes).toContain('members:write');
    const { members } = (await ask(owner, 'GET', '/v1/members')).body;
    expect(members.find((each: { id: string }) => each.id === id).roles).toEqual(['admin', 'viewer']);
  });

  test('is changed under the version that was read', async () => {
    const { version } = await shown();
    expect((await change({ roles: ['viewer', 'member'] }, { 'if-match': `"${version}"` })).status).toBe(204);
    expect((await change({ role: 'admin' }, { 'if-match': `"${version}"` })).status).toBe(412);
  });

  test('has one again where one is given', async () => {
    expect((await change({ role: 'viewer' })).status).toBe(204);
    expect(await shown()).toMatchObject({ role: 'viewer', roles: ['viewer'] });
  });

  test.each([
    {},
    { role: 'viewer', roles: ['viewer'] },
    { roles: [] },
    { roles: ['Viewer'] },
    { roles: [' owner'] },
    { roles: 'owner' },
    { role: ['owner'] },
    { roles: [null] },
    { roles: Array(21).fill('viewer') },
  ])('is refused what is no list of roles: %j', async (body) => {
    expect((await change(body)).status).toBe(400);
    expect((await shown()).roles).toEqual(['viewer']);
  });
});

test('tokens of members are listed and revoked by who looks after them, and by nobody else', async () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const made = await ask(viewer, 'POST', '/v1/tokens', { name: 'script', expires_at: tomorrow });
  const { id: tokenId, token: secret } = made.body;
  expect((await ask(secret, 'GET', '/v1/me')).status).toBe(200);
  const list = await ask(owner, 'GET', `/v1/workspace/tokens?member=${id}`);
  expect(list.body.tokens).toMatchObject([{ id: tokenId, user_id: id, name: 'script', scope: null }]);
  expect(JSON.stringify(list.body)).not.toContain(secret);
  expect((await ask(viewer, 'GET', '/v1/workspace/tokens')).status).toBe(403);
  expect((await ask(secret, 'GET', '/v1/workspace/tokens')).status).toBe(403);
  const revoke = (bearer: string, which: string) => ask(bearer, 'DELETE', `/v1/workspace/tokens/${which}`);
  expect((await revoke(viewer, tokenId)).status).toBe(403);
  expect((await revoke(owner, crypto.randomUUID())).status).toBe(404);
  expect((await revoke(owner, tokenId)).status).toBe(204);
  expect((await ask(secret, 'GET', '/v1/me')).status).toBe(401);
});
