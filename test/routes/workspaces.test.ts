import { expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

const { db, send, logIn, token, me } = await demoApp({ graphql: false });
await db.admin`update rowseal.users set email_verified_at = now() where email = 'viewer@acme.test'`;

const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, session: string, payload?: object) =>
  send({
    method,
    url,
    headers: { authorization: `Bearer ${session}`, 'x-rowseal-workspace': 'new' },
    ...(payload === undefined ? {} : { payload }),
  });
const create = (session: string, slug: string) =>
  send({
    method: 'POST',
    url: '/v1/workspaces',
    headers: { authorization: `Bearer ${session}` },
    payload: { slug, name: 'New' },
  });

test('a workspace is created, filled, handed on and left without a DBA', async () => {
  const ada = await token('viewer@acme.test');
  const made = await create(ada, 'new');
  expect(made).toMatchObject({ status: 201, body: { slug: 'new', name: 'New' } });
  expect((await me(ada, 'new')).body.workspace).toMatchObject({ id: made.body.id, role: 'owner' });
  expect((await call('PATCH', '/v1/workspace', ada, { name: 'Newer' })).status).toBe(204);
  expect((await me(ada, 'new')).body.workspace).toMatchObject({ name: 'Newer' });

  const ben = await token('member@acme.test');
  const { id } = (await me(ben)).body.user;
  await db.admin`insert into rowseal.memberships (workspace_id, user_id, role) values (${made.body.id}, ${id}, 'viewer')`;
  expect((await call('PATCH', `/v1/members/${id}`, ada, { role: 'member' })).status).toBe(204);
  const { members, next } = (await call('GET', '/v1/members?search=member@', ada)).body;
  expect(members).toMatchObject([{ id, email: 'member@acme.test', role: 'member' }]);
  expect(next).toBeNull();
  expect((await call('POST', `/v1/members/${id}/ownership`, ada)).status).toBe(204);
  expect((await me(ben, 'new')).body.workspace.role).toBe('owner');
  const { id: own } = (await me(ada)).body.user;
  expect((await call('DELETE', `/v1/members/${own}`, ada)).status).toBe(204);
  expect((await me(ada, 'new')).body.code).toBe('not_a_member');
});

test('32 requests at once create no more workspaces than somebody may own', async () => {
  await db.admin`update rowseal_private.settings set workspaces_per_user = 3`;
  const cal = await token('owner@globex.test');
  await db.admin`update rowseal.users set email_verified_at = now() where email = 'owner@globex.test'`;
  const answers = await Promise.all(Array.from({ length: 32 }, (_, n) => create(cal, `race-${n}`)));
  const [owned] = await db.admin`
    select count(*)::int as workspaces from rowseal.memberships
     where role = 'owner' and user_id = (select id from rowseal.users where email = 'owner@globex.test')`;
  expect(owned).toEqual({ workspaces: 3 });
  const refused = answers.filter(({ status }) => status !== 201);
  expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(['too_many_workspaces']));
});

test('slugs that are taken cannot be tried without end', async () => {
  const answers = [];
  for (let n = 0; n < 25; n++) answers.push(await create(await token('viewer@acme.test'), 'globex'));
  expect(answers[0]?.body.code).toBe('slug_taken');
  expect(answers.at(-1)).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
  expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
  await db.admin`delete from rowseal_private.throttles`;
});

test('of 32 requests at once for one slug, one gets it', async () => {
  await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000 where kind = 'workspace_creation'`;
  await db.admin`update rowseal_private.settings set workspaces_per_user = 100`;
  const answers = await Promise.all(
    Array.from({ length: 32 }, async () => create((await logIn('viewer@acme.test')).body.access_token, 'wanted')),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.code === 'slug_taken')).toHaveLength(31);
});

test('a workspace that takes another slug is found by its former one, which says so, and nobody else gets it', async () => {
  const ada = await token('viewer@acme.test');
  await db.admin`update rowseal_private.settings set workspaces_per_user = 100`;
  expect((await create(ada, 'before')).status).toBe(201);
  const inWorkspace = (workspace: string, session = ada) => ({
    authorization: `Bearer ${session}`,
    'x-rowseal-workspace': workspace,
  });
  const rename = (workspace: string, slug: string) =>
    send({ method: 'PATCH', url: '/v1/workspace', headers: inWorkspace(workspace), payload: { slug } });
  const before = await me(ada, 'before');
  expect([before.headers['deprecation'], before.headers['sunset']]).toEqual([undefined, undefined]);
  expect((await rename('before', 'after')).status).toBe(204);

  const cal = await token('owner@globex.test');
  await db.admin`
    insert into rowseal.memberships (workspace_id, user_id, role)
    select workspaces.id, users.id, 'viewer' from rowseal.workspaces, rowseal.users where slug = 'after' and email = 'owner@globex.test'`;
  const former = await send({ url: '/v1/me', headers: inWorkspace('before', cal) });
  expect(former.body.workspace.slug).toBe('after');
  const since = Number(/^@(\d+)$/.exec(String(former.headers['deprecation']))?.[1]);
  const until = new Date(String(former.headers['sunset'])).getTime() / 1000;
  expect([since > 1_700_000_000, until - since]).toEqual([true, 30 * 24 * 60 * 60]);
  expect((await me(cal, 'after')).headers['deprecation']).toBeUndefined();
  // The control: who is no member is told nothing.
  const stranger = await me(await token('owner@acme.test'), 'before');
  expect([stranger.body.code, stranger.headers['deprecation']]).toEqual(['not_a_member', undefined]);

  expect((await create(ada, 'before')).body.code).toBe('slug_taken');
  expect((await rename('after', 'globex')).body.code).toBe('slug_taken');
  expect(
    await send({ method: 'PATCH', url: '/v1/workspace', headers: inWorkspace('after'), payload: {} }),
  ).toMatchObject({
    status: 400,
    body: { code: 'invalid_input' },
  });
});

test('of 32 workspaces that want one slug at once, new ones and old ones, one gets it', async () => {
  await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000 where kind = 'slug_change'`;
  const ada = await token('viewer@acme.test');
  for (let n = 0; n < 16; n++) await create(ada, `old-${n}`);
  const answers = await Promise.all(
    Array.from({ length: 32 }, (_, n) =>
      n % 2 === 0
        ? create(ada, 'contested')
        : send({
            method: 'PATCH',
            url: '/v1/workspace',
            headers: { authorization: `Bearer ${ada}`, 'x-rowseal-workspace': `old-${(n - 1) / 2}` },
            payload: { slug: 'contested' },
          }),
    ),
  );
  expect(answers.filter(({ status }) => status === 201 || status === 204)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.code === 'slug_taken')).toHaveLength(31);
});
