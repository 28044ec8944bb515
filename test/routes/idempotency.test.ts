import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';

// Each request that makes something, sent again under its key; and what may not find what was made under it.
const { db, send, token } = await demoApp({ graphql: false });
const OWNER = 'owner@acme.test';
const owner = await token(OWNER);
const tomorrow = '2099-01-01T00:00:00Z';
const expires = () => new Date(Date.now() + 86_400_000).toISOString();

interface Asked {
  bearer?: string;
  key?: string;
  workspace?: string;
}

/** Asks in acme, as its owner. */
async function post(url: string, payload: object, { bearer = owner, key, workspace = 'acme' }: Asked = {}) {
  const headers = {
    authorization: `Bearer ${bearer}`,
    'x-rowseal-workspace': workspace,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  };
  return send({ method: 'POST', url, headers, payload });
}

const name = () => `n-${randomUUID().slice(0, 8)}`;
const { body: service } = await post('/v1/services', { name: 'Import', scopes: ['notes:read'] });

/** What each operation is asked, and whether its answer can be given again. */
const OPERATIONS: [operation: string, url: string, payload: () => object, isShown: boolean, count: string][] = [
  ['createWorkspace', '/v1/workspaces', () => ({ slug: name(), name: 'New' }), true, 'rowseal.workspaces'],
  ['createService', '/v1/services', () => ({ name: name(), scopes: [] }), true, 'rowseal_private.services'],
  ['createRole', '/v1/roles', () => ({ name: name(), scopes: [] }), true, 'rowseal.roles'],
  [
    'inviteMember',
    '/v1/invitations',
    () => ({ email: `${name()}@acme.test`, role: 'viewer' }),
    true,
    'rowseal.invitations',
  ],
  [
    'inviteMembers',
    '/v1/invitations/bulk',
    () => ({ emails: ['no address', `${name()}@acme.test`, `${name()}@acme.test`], role: 'viewer' }),
    false,
    'rowseal.invitations',
  ],
  [
    'createToken',
    '/v1/tokens',
    () => ({ name: name(), expires_at: expires() }),
    false,
    'rowseal_private.personal_access_tokens',
  ],
  [
    'createServiceKey',
    `/v1/services/${service.id}/keys`,
    () => ({ expires_at: expires() }),
    false,
    'rowseal_private.service_keys',
  ],
  ['createWebhook', '/v1/webhooks', () => ({ url: `https://hooks.test/${name()}` }), false, 'rowseal_private.webhooks'],
  [
    'createInvitationLink',
    '/v1/invitation-links',
    () => ({ role: 'viewer', max_uses: 3, email_domain: `${name()}.test`, expires_at: expires() }),
    false,
    'rowseal_private.invitation_links',
  ],
];

async function rows(table: string): Promise<number> {
  const [{ count } = { count: 0 }] = await db.admin<{ count: number }[]>`select count(*)::int from ${db.admin(table)}`;
  return count;
}

describe.each(OPERATIONS)('%s', (_, url, payload, isShown, table) => {
  test('under a key makes it once, and says the same of it again', async () => {
    const [asked, key] = [payload(), randomUUID()];
    const first = await post(url, asked, { key: `"${key}"` });
    expect([200, 201]).toContain(first.status);
    const made = await rows(table);
    // Unquoted, as many clients send it, it is the same key.
    const again = await post(url, asked, { key });
    if (isShown) expect(again).toMatchObject({ status: first.status, body: first.body });
    else expect(again).toMatchObject({ status: 409, body: { code: 'already_done' } });
    if (first.body.id) expect(again.body.id).toBe(first.body.id);
    expect(JSON.stringify(again.body)).not.toContain(first.body.token ?? 'rsp_');
    expect(await rows(table)).toBe(made);
  });

  test('at the same time is made once', async () => {
    await db.admin`update rowseal_private.service_keys set revoked_at = now() where revoked_at is null`;
    const before = await rows(table);
    const [asked, key] = [payload(), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(url, asked, { key })));
    const statuses = answers.map(({ status }) => status).sort();
    const [first] = answers.filter(({ status }) => status < 300);
    const other = isShown ? first?.status : 409;
    expect(statuses).toEqual([first?.status, other, other, other]);
    const each = asked && 'emails' in asked ? 2 : 1;
    expect((await rows(table)) - before).toBe(each);
  });

  test('under the key of another request is refused', async () => {
    await db.admin`update rowseal_private.service_keys set revoked_at = now() where revoked_at is null`;
    const key = randomUUID();
    expect((await post(url, payload(), { key })).status).toBeLessThan(300);
    const other = { ...payload(), ...(url.endsWith('keys') ? { expires_at: tomorrow } : {}) };
    expect(await post(url, other, { key })).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });
});

test('rotating a token under a key is done once', async () => {
  const { body: made } = await post('/v1/tokens', { name: name(), expires_at: expires() });
  const [asked, key] = [{ expires_at: expires() }, randomUUID()];
  const { body: rotated } = await post(`/v1/tokens/${made.id}/rotate`, asked, { key });
  expect(await post(`/v1/tokens/${made.id}/rotate`, asked, { key })).toMatchObject({
    status: 409,
    body: { code: 'already_done', id: made.id },
  });
  // What it answered the first time goes on.
  expect((await send({ url: '/v1/me', headers: { authorization: `Bearer ${rotated.token}` } })).status).toBe(200);
});

describe('a key', () => {
  const role = () => ({ name: name(), scopes: [] });

  test('is that of one credential: another makes its own under it, of the same person too', async () => {
    const [asked, key] = [{ name: name(), scopes: [] }, randomUUID()];
    const first = await post('/v1/services', asked, { key });
    const other = await post('/v1/services', asked, { key, bearer: await token(OWNER) });
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(first.body.id);
  });

  test('is for one workspace and one path', async () => {
    const key = randomUUID();
    const both = await token('owner@globex.test');
    await db.admin`
      update rowseal.memberships set role = 'owner' where user_id = (select id from rowseal.users where email = 'owner@globex.test')`;
    const asked = role();
    expect((await post('/v1/roles', asked, { key, bearer: both, workspace: 'globex' })).status).toBe(201);
    expect((await post('/v1/roles', asked, { key, bearer: both })).body.code).toBe('idempotency_key_reused');
    expect((await post('/v1/services', asked, { key, bearer: both, workspace: 'globex' })).body.code).toBe(
      'idempotency_key_reused',
    );
  });

  test('is one of a thousand that a credential has a day', async () => {
    const bearer = await token(OWNER);
    const [asked, key] = [role(), randomUUID()];
    const first = await post('/v1/roles', asked, { key, bearer });
    await db.admin`
      insert into rowseal_private.idempotency_keys (key_digest, credential_id, request_digest, made_id)
      select sha256(n::text::bytea), credential_id, request_digest, made_id
        from rowseal_private.idempotency_keys as known, generate_series(1, 999) as n
       where made_id = ${first.body.id}`;
    const refused = await post('/v1/roles', role(), { key: randomUUID(), bearer });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(86_000);
    // What it has had done is still answered; without a key it goes on; and so does every other credential.
    expect((await post('/v1/roles', asked, { key, bearer })).body).toEqual(first.body);
    expect((await post('/v1/roles', role(), { bearer })).status).toBe(201);
    expect((await post('/v1/roles', role(), { key: randomUUID() })).status).toBe(201);
    await db.admin`delete from rowseal_private.idempotency_keys where made_id = ${first.body.id}`;
  });

  test('under which nothing came about is free', async () => {
    const key = randomUUID();
    const taken = { slug: 'acme', name: 'Another' };
    const before = await rows('rowseal_private.idempotency_keys');
    expect((await post('/v1/workspaces', taken, { key })).body.code).toBe('slug_taken');
    expect(await rows('rowseal_private.idempotency_keys')).toBe(before);
    expect((await post('/v1/roles', { name: 'owner', scopes: [] }, { key })).status).toBe(400);
    expect((await post('/v1/roles', role(), { key })).status).toBe(201);
  });

  test('is forgotten after a day, and purged', async () => {
    const [asked, key] = [{ name: name(), scopes: [] }, randomUUID()];
    const first = await post('/v1/services', asked, { key });
    await db.admin`update rowseal_private.idempotency_keys set expires_at = now() - interval '1 second'`;
    const second = await post('/v1/services', asked, { key });
    expect(second.body.id).not.toBe(first.body.id);
    await db.admin`update rowseal_private.idempotency_keys set expires_at = now() - interval '1 second'`;
    await db.admin`select rowseal_private.purge()`;
    expect(await rows('rowseal_private.idempotency_keys')).toBe(0);
  });

  test('is answered with what is there now, and with its id where that is gone', async () => {
    const [asked, key] = [{ slug: name(), name: 'Before' }, randomUUID()];
    const { body } = await post('/v1/workspaces', asked, { key });
    await db.admin`update rowseal.workspaces set name = 'After' where id = ${body.id}`;
    expect((await post('/v1/workspaces', asked, { key })).body).toEqual({ ...body, name: 'After' });
    await db.admin`delete from rowseal.workspaces where id = ${body.id}`;
    expect(await post('/v1/workspaces', asked, { key })).toMatchObject({ status: 409, body: { id: body.id } });
  });

  test.each(['', '""', 'two words', '"a\\"b"', 'x'.repeat(256), 'ä'])('%j is none', async (key) => {
    expect(await post('/v1/roles', role(), { key })).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  });

  test('is kept with nothing that was asked or answered', async () => {
    const [asked, key] = [{ name: name(), expires_at: expires() }, randomUUID()];
    const { body } = await post('/v1/tokens', asked, { key });
    const [kept] = await db.admin`
      select known.*, known::text as text from rowseal_private.idempotency_keys as known where made_id = ${body.id}`;
    expect(Object.keys(kept ?? {}).sort()).toEqual([
      'credential_id',
      'expires_at',
      'key_digest',
      'made_id',
      'request_digest',
      'text',
    ]);
    for (const told of [key, asked.name, body.token]) expect(kept?.['text']).not.toContain(told);
  });
});
