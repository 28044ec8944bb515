import { describe, expect, test } from 'vitest';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';

const { db, send, me, graphql, token } = await demoApp();
const HOUR = 3_600_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const absent = '01a20bd8-1955-73aa-94a0-197ff9c52136';

const bearer = (access: string, workspace?: string) => ({
  authorization: `Bearer ${access}`,
  ...(workspace && { 'x-rowseal-workspace': workspace }),
});
const list = (access: string, workspace?: string) => send({ url: '/v1/tokens', headers: bearer(access, workspace) });
const create = (access: string, more: object = {}, workspace: string | undefined = 'acme') =>
  send({
    method: 'POST',
    url: '/v1/tokens',
    headers: bearer(access, workspace),
    payload: { name: 'script', expires_at: inMs(HOUR), ...more },
  });
const rotate = (access: string, id: string, expires_at = inMs(HOUR), workspace = 'acme') =>
  send({ method: 'POST', url: `/v1/tokens/${id}/rotate`, headers: bearer(access, workspace), payload: { expires_at } });
const revoke = (access: string, id: string, workspace = 'acme') =>
  send({ method: 'DELETE', url: `/v1/tokens/${id}`, headers: bearer(access, workspace) });

const member = await token('member@acme.test');
const viewer = await token('viewer@acme.test');
const both = await token('owner@globex.test');

describe('POST /v1/tokens', () => {
  test('makes a token that is shown once and does what the role grants', async () => {
    const { status, headers, body } = await create(member, { name: '  nightly export  ' });
    expect([status, headers['cache-control']]).toEqual([201, 'no-store']);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      token: expect.stringMatching(/^rsp_[A-Za-z0-9_-]{92}$/),
    });
    expect((await me(body.token)).body).toMatchObject({
      session_id: body.id,
      workspace: { slug: 'acme', role: 'member' },
    });
    const listed = await list(member, 'acme');
    expect(JSON.stringify(listed.body)).not.toContain(body.token);
    expect(listed.body.tokens.find(({ id }: { id: string }) => id === body.id)).toMatchObject({
      name: 'nightly export',
      scope: null,
      last_four: body.token.slice(-4),
    });
  });

  test('limits it to the scopes asked for, and serves the networks asked for only', async () => {
    const here = await create(member, { scope: 'notes:read', networks: ['127.0.0.0/8', '::1/128'] });
    const elsewhere = await create(member, { networks: ['192.0.2.0/24'] });
    expect((await me(here.body.token)).body.workspace.scopes).toEqual(['notes:read']);
    expect(await me(elsewhere.body.token)).toMatchObject({ status: 403, body: { code: 'network_not_allowed' } });
  });

  test('a limited session makes tokens that are as limited', async () => {
    const limited = await token('member@acme.test', { scope: 'tokens:write notes:read' });
    const { body } = await create(limited);
    expect((await me(body.token)).body.workspace.scopes.sort()).toEqual(['notes:read', 'tokens:write']);
  });

  test('a session bound to a workspace needs no header', async () => {
    const bound = await token('owner@globex.test', { workspace: 'globex' });
    const answer = await send({
      method: 'POST',
      url: '/v1/tokens',
      headers: bearer(bound),
      payload: { name: 'script', expires_at: inMs(HOUR) },
    });
    expect((await me(answer.body.token)).body.workspace.slug).toBe('globex');
  });

  test.each([
    ['no name', { name: undefined }, 400, 'invalid_input'],
    ['a blank name', { name: ' \t ' }, 400, 'invalid_input'],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, 400, 'invalid_input'],
    ['a NUL in the name', { name: 'a\0b' }, 400, 'invalid_input'],
    ['no expiry', { expires_at: undefined }, 400, 'invalid_input'],
    ['an expiry that is no moment', { expires_at: 'tomorrow' }, 400, 'invalid_input'],
    ['an expiry without a time zone', { expires_at: '2027-01-01T00:00:00' }, 400, 'invalid_input'],
    ['an expiry in the past', { expires_at: inMs(-HOUR) }, 400, 'lifetime_not_allowed'],
    ['an expiry beyond what the workspace allows', { expires_at: inMs(367 * 24 * HOUR) }, 400, 'lifetime_not_allowed'],
    ['an expiry beyond the calendar', { expires_at: '9999-12-31T23:59:59Z' }, 400, 'lifetime_not_allowed'],
    ['a scope that the role lacks', { scope: 'notes:read members:write' }, 403, 'insufficient_scope'],
    ['a scope that does not exist', { scope: 'moon:walk' }, 403, 'insufficient_scope'],
    ['a scope twice', { scope: 'notes:read notes:read' }, 400, 'invalid_input'],
    ['an empty scope', { scope: '' }, 400, 'invalid_input'],
    ['no networks', { networks: [] }, 400, 'invalid_input'],
    ['101 networks', { networks: Array.from({ length: 101 }, () => '192.0.2.0/24') }, 400, 'invalid_input'],
    ['an address with bits beyond its mask', { networks: ['192.0.2.1/24'] }, 400, 'invalid_input'],
    ['a network that is none', { networks: ['192.0.2.0/33'] }, 400, 'invalid_input'],
    ['an unknown field', { user_id: absent }, 400, 'invalid_input'],
  ])('refuses %s', async (_, more, status, code) => {
    const before = (await list(member, 'acme')).body.tokens.length;
    expect(await create(member, more)).toMatchObject({ status, body: { code } });
    expect((await list(member, 'acme')).body.tokens).toHaveLength(before);
  });

  test('keeps to the longest lifetime that the workspace allows now', async () => {
    await db.admin`update rowseal.workspaces set longest_token_lifetime = '2 hours' where slug = 'acme'`;
    expect((await create(member, { expires_at: inMs(3 * HOUR) })).body.code).toBe('lifetime_not_allowed');
    expect((await create(member, { expires_at: inMs(HOUR) })).status).toBe(201);
    await db.admin`update rowseal.workspaces set longest_token_lifetime = '366 days' where slug = 'acme'`;
  });
});

describe('GET /v1/tokens', () => {
  test('lists the caller’s own of the workspace named, oldest first', async () => {
    const [first, second] = [await create(both), await create(both, { name: 'second' })];
    const elsewhere = await create(both, {}, 'globex');
    const ids = async (workspace: string) =>
      (await list(both, workspace)).body.tokens.map(({ id }: { id: string }) => id);
    expect(await ids('acme')).toEqual([first.body.id, second.body.id]);
    expect((await ids('globex')).at(-1)).toBe(elsewhere.body.id);
    expect(await ids('globex')).not.toContain(first.body.id);
    expect((await list(both, 'acme')).headers['cache-control']).toBe('no-store');
    // A token is shown itself and nothing of the others.
    expect((await list(second.body.token)).body.tokens).toMatchObject([{ id: second.body.id }]);
  });

  test('tells all of a token but its secret', async () => {
    const { body } = await create(member, {
      name: 'all of it',
      scope: 'notes:read tokens:read',
      networks: ['127.0.0.0/8'],
    });
    await me(body.token);
    await revoke(member, body.id);
    const tokens = (await list(member, 'acme')).body.tokens;
    expect(tokens.at(-1)).toEqual({
      id: body.id,
      name: 'all of it',
      scope: 'notes:read tokens:read',
      networks: ['127.0.0.0/8'],
      last_four: body.token.slice(-4),
      created_at: expect.any(String),
      expires_at: expect.any(String),
      last_used_at: expect.any(String),
      last_used_ip: '127.0.0.1',
      revoked_at: expect.any(String),
      parent_id: null,
    });
  });
});

describe('POST /v1/tokens/:id/rotate', () => {
  test('gives it a new secret and expiry under the same id, and the old secret ends at once', async () => {
    const { id, token: old } = (await create(member, { scope: 'notes:read' })).body;
    const later = inMs(2 * HOUR);
    const { status, headers, body } = await rotate(member, id, later);
    expect([status, headers['cache-control'], body.id]).toEqual([200, 'no-store', id]);
    expect(body.token).not.toBe(old);
    expect(await me(old)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect((await me(body.token)).body.workspace.scopes).toEqual(['notes:read']);
    const listed = (await list(member, 'acme')).body.tokens.find((mine: { id: string }) => mine.id === id);
    expect(Date.parse(listed.expires_at)).toBe(Date.parse(later));
    expect(listed.last_four).toBe(body.token.slice(-4));
  });

  test('refuses a token of another, of another workspace, revoked, or none, alike', async () => {
    const others = (await create(viewer)).body;
    const elsewhere = (await create(both, {}, 'globex')).body;
    const revoked = (await create(member)).body;
    await revoke(member, revoked.id);
    for (const [caller, id] of [
      [member, others.id],
      [both, elsewhere.id],
      [member, revoked.id],
      [member, absent],
    ]) {
      expect(await rotate(caller, id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    for (const live of [others, elsewhere]) expect((await me(live.token)).status).toBe(200);
  });

  test('refuses a lifetime that is not allowed, and the old secret stays valid', async () => {
    const { id, token: old } = (await create(member)).body;
    for (const expires_at of [inMs(-HOUR), inMs(367 * 24 * HOUR)]) {
      expect(await rotate(member, id, expires_at)).toMatchObject({
        status: 400,
        body: { code: 'lifetime_not_allowed' },
      });
    }
    expect((await rotate(member, id, 'soon')).body.code).toBe('invalid_input');
    expect((await me(old)).status).toBe(200);
  });

  test('refuses to renew what exceeds the caller now', async () => {
    const { id, token: old } = (await create(member, { scope: 'notes:write' })).body;
    const limited = await token('member@acme.test', { scope: 'tokens:write notes:read' });
    expect(await rotate(limited, id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await me(old)).status).toBe(200);
  });
});

describe('DELETE /v1/tokens/:id', () => {
  test('ends it at once, on REST and GraphQL, once', async () => {
    const { id, token: script } = (await create(member)).body;
    expect(await revoke(member, id)).toMatchObject({ status: 204, body: '' });
    for (const answer of [await me(script), await graphql('{ allNotes { totalCount } }', { token: script })]) {
      expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    }
    expect(await revoke(member, id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('tells a token of another, of another workspace and none apart by nothing, and ends none', async () => {
    const others = (await create(viewer)).body;
    const elsewhere = (await create(both, {}, 'globex')).body;
    for (const [caller, id] of [
      [member, others.id],
      [both, elsewhere.id],
      [member, absent],
    ]) {
      expect(await revoke(caller, id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    for (const live of [others, elsewhere]) expect((await me(live.token)).status).toBe(200);
  });
});

const script = (await create(member)).body;

describe.each([
  ['GET', '/v1/tokens', undefined],
  ['POST', '/v1/tokens', { name: 'script', expires_at: inMs(HOUR) }],
  ['POST', `/v1/tokens/${script.id}/rotate`, { expires_at: inMs(HOUR) }],
  ['DELETE', `/v1/tokens/${script.id}`, undefined],
] as const)('%s %s', (method, url, payload) => {
  const attempt = (access: string | undefined, workspace?: string) =>
    send({
      method,
      url,
      headers: access === undefined ? {} : bearer(access, workspace),
      ...(payload && { payload }),
    });

  test('without a workspace is a 400', async () => {
    expect(await attempt(member)).toMatchObject({ status: 400, body: { code: 'workspace_required' } });
  });

  test('in a workspace of others is a 403', async () => {
    expect(await attempt(member, 'globex')).toMatchObject({ status: 403, body: { code: 'not_a_member' } });
    const bound = await token('owner@globex.test', { workspace: 'acme' });
    expect(await attempt(bound, 'globex')).toMatchObject({ status: 403, body: { code: 'workspace_mismatch' } });
  });

  test('without the scope is a 403', async () => {
    const limited = await token('member@acme.test', { scope: 'notes:read' });
    const answer = await attempt(limited, 'acme');
    expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer error="insufficient_scope", resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource"`,
    );
  });

  test('with no token, a garbage one, or of a session that has ended, is a 401', async () => {
    expect((await attempt(undefined)).body.code).toBe('authentication_required');
    expect((await attempt('garbage', 'acme')).body.code).toBe('invalid_token');
    const gone = await token('member@acme.test');
    const { session_id } = (await me(gone)).body;
    await send({ method: 'DELETE', url: `/v1/auth/sessions/${session_id}`, headers: bearer(gone) });
    expect((await attempt(gone, 'acme')).body.code).toBe('session_ended');
  });

  test('has left the token that it names as it was', async () => {
    expect((await me(script.token)).status).toBe(200);
  });
});

test('a personal access token makes and renews none', async () => {
  for (const answer of [await create(script.token), await rotate(script.token, script.id)]) {
    expect(answer).toMatchObject({ status: 403, body: { code: 'session_required' } });
  }
  expect((await me(script.token)).status).toBe(200);
});

test.each(['x', '01a20bd8-1955-73aa-94a0-197ff9c5213', "' or true --"])('the id %j is refused', async (id) => {
  for (const answer of [await rotate(member, encodeURIComponent(id)), await revoke(member, encodeURIComponent(id))]) {
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  }
});
