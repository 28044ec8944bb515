import { expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const { send, token } = await demoApp();
const owner = await token('owner@acme.test');
const viewer = await token('viewer@acme.test');

/** Asks in acme. */
async function ask(bearer: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
  const headers = { authorization: `Bearer ${bearer}`, 'x-rowseal-workspace': 'acme' };
  return send({ method, url, headers, ...(payload ? { payload } : {}) });
}

test('a role is made, listed, changed, and removed with a replacement for who has it', async () => {
  const { body: made } = await ask(owner, 'POST', '/v1/roles', { name: 'clerk', scopes: ['notes:read'] });
  const { body } = await ask(owner, 'GET', '/v1/roles');
  expect(body.roles).toHaveLength(5);
  expect(body.roles).toContainEqual({
    id: made.id,
    name: 'clerk',
    scopes: ['notes:read'],
    built_in: false,
    version: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  const { body: me } = await ask(viewer, 'GET', '/v1/me');
  expect((await ask(owner, 'PATCH', `/v1/members/${me.user.id}`, { role: 'clerk' })).status).toBe(204);
  expect((await ask(viewer, 'GET', '/v1/members')).body.code).toBe('insufficient_scope');
  const scopes = ['members:read', 'notes:read'];
  expect((await ask(owner, 'PATCH', `/v1/roles/${made.id}`, { scopes })).status).toBe(204);
  expect((await ask(viewer, 'GET', '/v1/members')).status).toBe(200);
  expect((await ask(owner, 'DELETE', `/v1/roles/${made.id}`)).body.code).toBe('role_in_use');
  const { id: replacement } = body.roles.find(({ name }: { name: string }) => name === 'viewer');
  expect((await ask(owner, 'DELETE', `/v1/roles/${made.id}?replacement=${replacement}`)).status).toBe(204);
  expect((await ask(viewer, 'GET', '/v1/me')).body.workspace.role).toBe('viewer');
  expect((await ask(owner, 'DELETE', `/v1/roles/${made.id}`)).body.code).toBe('not_found');
});

test.each([' owner', 'Owner', 'owner\u200b', 'ｏwner', '', 'x'.repeat(41)])('%j is no name of a role', async (name) => {
  const { body } = await ask(owner, 'POST', '/v1/roles', { name, scopes: [] });
  expect(body.code).toBe('invalid_input');
});

test('nobody changes a built-in role, nor makes one of what they lack', async () => {
  const { body } = await ask(owner, 'GET', '/v1/roles');
  const { id } = body.roles.find(({ name }: { name: string }) => name === 'owner');
  expect((await ask(owner, 'PATCH', `/v1/roles/${id}`, { scopes: [] })).body.code).toBe('not_found');
  expect((await ask(owner, 'DELETE', `/v1/roles/${id}`)).body.code).toBe('not_found');
  expect((await ask(owner, 'POST', '/v1/roles', { name: 'more', scopes: ['no:such'] })).body.code).toBe(
    'insufficient_scope',
  );
  expect((await ask(viewer, 'POST', '/v1/roles', { name: 'more', scopes: [] })).body.code).toBe('insufficient_scope');
  // The control: who has the scopes makes one.
  expect((await ask(owner, 'POST', '/v1/roles', { name: 'less', scopes: [] })).status).toBe(201);
});
