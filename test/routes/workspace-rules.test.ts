import { expect, test } from 'vitest';
import { RULES } from '#test/support/api-world.ts';
import { demoApp } from '#test/support/demo-app.ts';

const { db, send, logIn, token, me, graphql } = await demoApp();
const OWNER = 'owner@acme.test';
const NOTES = '{ allNotes { totalCount } }';

const call = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  session: string,
  payload?: object,
  workspace = 'acme',
) =>
  send({
    method,
    url,
    headers: { authorization: `Bearer ${session}`, ...(workspace === '' ? {} : { 'x-rowseal-workspace': workspace }) },
    ...(payload === undefined ? {} : { payload }),
  });
const rules = (session: string, changed: object) =>
  call('PUT', '/v1/workspace/settings', session, { ...RULES, ...changed });
const readNotes = async (session: string, remoteAddress = '127.0.0.1') =>
  (
    await send({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${session}`, 'x-rowseal-workspace': 'acme' },
      payload: { query: NOTES },
      remoteAddress,
    })
  ).body.code ?? 'read';

test('the rules of a workspace are read and replaced', async () => {
  const owner = await token(OWNER);
  expect((await call('GET', '/v1/workspace/settings', owner)).body).toEqual(RULES);
  const wanted = {
    longest_token_seconds: 7_776_000,
    longest_session_seconds: 28_800,
    networks: ['127.0.0.0/8', '2001:db8::/32'],
    email_domains: ['Bücher.TEST', 'acme.test'],
  };
  expect((await rules(owner, wanted)).status).toBe(204);
  expect((await call('GET', '/v1/workspace/settings', owner)).body).toEqual({
    ...wanted,
    email_domains: ['xn--bcher-kva.test', 'acme.test'],
  });
  expect((await rules(owner, { networks: ['192.0.2.0/24'] })).body.code).toBe('shuts_you_out');
  expect((await rules(owner, { email_domains: ['@acme.test'] })).status).toBe(400);
  expect((await rules(await token('member@acme.test'), {})).body.code).toBe('insufficient_scope');
  expect((await rules(owner, {})).status).toBe(204);
});

test('the networks of a workspace bind sessions and tokens that are there already, at once', async () => {
  const owner = await token(OWNER);
  const member = await token('member@acme.test');
  expect(await readNotes(member, '198.51.100.7')).toBe('read');
  expect((await rules(owner, { networks: ['127.0.0.0/8'] })).status).toBe(204);
  expect([await readNotes(member, '198.51.100.7'), await readNotes(member)]).toEqual(['network_not_allowed', 'read']);
  const expires_at = new Date(Date.now() + 86_400_000).toISOString();
  const made = await call('POST', '/v1/tokens', member, { name: 'script', expires_at });
  expect(made.status, 'a token is made from within').toBe(201);
  expect((await call('POST', `/v1/tokens/${made.body.id}/rotate`, member, { expires_at })).status).toBe(200);
  // Of a workspace, and of nothing else: their account is open from anywhere.
  expect(
    (await send({ url: '/v1/me', headers: { authorization: `Bearer ${member}` }, remoteAddress: '198.51.100.7' }))
      .status,
  ).toBe(200);
  expect((await rules(owner, {})).status).toBe(204);
  expect(await readNotes(member, '198.51.100.7')).toBe('read');
});

test('a workspace that wants recent sign-ins says so in the words of RFC 9470, and a new one serves', async () => {
  const owner = await token(OWNER);
  const member = await token('member@acme.test');
  await db.admin`
    update rowseal_private.sessions set created_at = now() - interval '2 hours'
     where user_id = (select id from rowseal.users where email = 'member@acme.test')`;
  expect(await readNotes(member)).toBe('read');
  expect((await rules(owner, { longest_session_seconds: 3600 })).status).toBe(204);
  const refused = await me(member, 'acme');
  expect([refused.status, refused.body.code]).toEqual([401, 'session_too_old']);
  expect(String(refused.headers['www-authenticate'])).toContain('error="insufficient_user_authentication"');
  const { refresh_token } = (await logIn('member@acme.test', { transport: 'body' })).body;
  await db.admin`
    update rowseal_private.sessions set created_at = now() - interval '2 hours'
     where user_id = (select id from rowseal.users where email = 'member@acme.test')`;
  const renewed = await send({ method: 'POST', url: '/v1/auth/refresh', payload: { refresh_token } });
  expect(await readNotes(renewed.body.access_token)).toBe('session_too_old');
  expect(await readNotes(await token('member@acme.test'))).toBe('read');
  expect((await rules(await token(OWNER), {})).status).toBe(204);
});

test('a shorter life of tokens ends those that are older', async () => {
  const owner = await token(OWNER);
  const made = await call('POST', '/v1/tokens', owner, {
    name: 'script',
    expires_at: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  });
  await db.admin`update rowseal_private.personal_access_tokens set created_at = now() - interval '2 hours'`;
  expect(await readNotes(made.body.token)).toBe('read');
  expect((await rules(owner, { longest_token_seconds: 3600 })).status).toBe(204);
  expect(await readNotes(made.body.token)).toBe('invalid_token');
  const [listed] = (await call('GET', '/v1/tokens', owner)).body.tokens;
  expect(new Date(listed.expires_at).getTime()).toBeLessThan(Date.now());
  expect((await rules(owner, {})).status).toBe(204);
  expect(await readNotes(made.body.token)).toBe('read');
});

test('a workspace that was deleted is entered by nobody, until an owner restores it', async () => {
  const owner = await token(OWNER);
  const member = await token('member@acme.test');
  const bound = await token('member@acme.test', { workspace: 'acme' });
  const deleted = await call('DELETE', '/v1/workspace', owner);
  expect(deleted.status).toBe(200);
  const days = (new Date(deleted.body.erase_at).getTime() - Date.now()) / 86_400_000;
  expect([days > 29.9, days <= 30]).toEqual([true, true]);
  for (const session of [owner, member, bound]) {
    const answer = await graphql(NOTES, { token: session, workspace: 'acme' });
    expect([answer.status, answer.body.code]).toEqual([410, 'workspace_deleted']);
  }
  const mine = (await me(owner)).body.workspaces.find(({ slug }: { slug: string }) => slug === 'acme');
  expect(mine.erase_at).toBe(deleted.body.erase_at);
  // Who is no member is told what they are told of one that does not exist.
  expect((await me(await token('owner@globex.test', { workspace: 'globex' }), 'acme')).body.code).toBe(
    'workspace_mismatch',
  );
  const restore = (session: string) => call('POST', `/v1/workspaces/${mine.id}/restore`, session, undefined, '');
  expect((await restore(member)).body.code).toBe('not_found');
  expect((await restore(await token(OWNER, { scope: 'owners:write' }))).body.code).toBe('session_required');
  expect((await restore(owner)).status).toBe(204);
  expect(await readNotes(member)).toBe('read');
  expect((await restore(owner)).body.code).toBe('not_found');
});
