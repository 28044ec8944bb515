import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';

const { db, send, logIn, token, me } = await demoApp({ graphql: false });
const register = (payload: object) => send({ method: 'POST', url: '/v1/auth/register', payload });

describe('POST /v1/auth/token', () => {
  test('answers with an RFC 9068 access token around sealed claims', async () => {
    const { status, headers, body } = await logIn('owner@acme.test');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number) });
    expect(body.expires_in).toBeGreaterThan(590);
    expect(body.expires_in).toBeLessThanOrEqual(600);
    expect(decodeProtectedHeader(body.access_token)).toMatchObject({
      alg: 'EdDSA',
      typ: 'at+jwt',
      kid: expect.any(String),
    });
    expect(decodeJwt(body.access_token)).toMatchObject({
      iss: PUBLIC_URL,
      aud: PUBLIC_URL,
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      jti: expect.any(String),
      seal_key: expect.stringMatching(/^[0-9a-f]{8}$/),
      seal: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('takes an address in any case, and a password in any Unicode normalisation', async () => {
    expect((await logIn('OWNER@Acme.Test')).status).toBe(200);
    await register({ email: 'nora@acme.test', password: 'crème brûlée, thrice'.normalize('NFC') });
    expect((await logIn('nora@acme.test', {}, 'crème brûlée, thrice'.normalize('NFD'))).status).toBe(200);
  });

  test('tells an unknown address, a wrong password and a disabled user apart by nothing', async () => {
    await register({ email: 'gone@acme.test', password: DEMO_PASSWORD });
    await db.admin`update rowseal.users set disabled_at = now() where email = 'gone@acme.test'`;
    const answers = await Promise.all([
      logIn('nobody@acme.test'),
      logIn('owner@acme.test', {}, 'not the password at all'),
      logIn('gone@acme.test'),
    ]);
    for (const { status, headers, body } of answers) {
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toBe(
        `Bearer resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource"`,
      );
      expect({ ...body, instance: '' }).toEqual({
        type: 'urn:rowseal:problem:invalid_credentials',
        title: 'Incorrect email or password',
        status: 401,
        code: 'invalid_credentials',
        instance: '',
      });
    }
  });

  test('derives a key of the same cost for an unknown address', async () => {
    const challenge = async (address: string) => {
      const [row] = await db.admin`select length(salt) as salt, memory_kib, iterations, parallelism
                                     from rowseal_private.password_challenge(${address})`;
      return row;
    };
    expect(await challenge('nobody@acme.test')).toEqual(await challenge('owner@acme.test'));
  });

  test('binds a session to a workspace, by slug or id, and limits it to scopes', async () => {
    const bound = await token('owner@globex.test', { workspace: 'acme', scope: 'notes:read' });
    const { body } = await me(bound);
    expect(body.workspace).toMatchObject({ slug: 'acme', role: 'member', scopes: ['notes:read'] });
    expect(body.workspaces.map((workspace: { slug: string }) => workspace.slug)).toEqual(['acme']);
    expect((await logIn('owner@globex.test', { workspace: body.workspace.id })).status).toBe(200);
    expect((await me(bound, 'globex')).body.code).toBe('workspace_mismatch');
    expect((await me(bound, 'acme')).status).toBe(200);
  });

  test.each([
    ['a workspace of others', { workspace: 'globex' }, 403, 'not_a_member'],
    ['a workspace that does not exist', { workspace: 'initech' }, 403, 'not_a_member'],
    ['no slug', { workspace: 'No Slug' }, 400, 'invalid_input'],
    ['no scope list', { scope: 'notes' }, 400, 'invalid_input'],
    ['a scope twice', { scope: 'notes:read notes:read' }, 400, 'invalid_input'],
    ['an unknown provider', { provider: 'carrier-pigeon' }, 400, 'invalid_input'],
    ['an unknown field', { remember: true }, 400, 'invalid_input'],
    ['a wrong type', { email: 7 }, 400, 'invalid_input'],
  ])('refuses %s', async (_, more, status, code) => {
    const answer = await logIn('member@acme.test', more);
    expect(answer.status).toBe(status);
    expect(answer.body.code).toBe(code);
  });
});

describe('POST /v1/auth/register', () => {
  test('makes an account that can log in', async () => {
    const answer = await register({ email: 'New@Acme.test', password: 'a long enough password', name: 'New' });
    expect(answer).toMatchObject({ status: 202, body: { status: 'accepted' } });
    expect((await logIn('new@acme.test', {}, 'a long enough password')).status).toBe(200);
  });

  test('answers the same for an address that is taken, and changes nothing', async () => {
    const users = () => db.admin`select id, email from rowseal.users order by id`;
    const before = await users();
    const answer = await register({ email: 'owner@acme.test', password: 'an attempt to take over' });
    expect(answer).toMatchObject({ status: 202, body: { status: 'accepted' } });
    expect(await users()).toEqual(before);
    expect((await logIn('owner@acme.test', {}, 'an attempt to take over')).status).toBe(401);
    expect((await logIn('owner@acme.test')).status).toBe(200);
  });

  test('of 16 at once for one address, one account results', async () => {
    const password = 'sixteen at the same time';
    await Promise.all(Array.from({ length: 16 }, () => register({ email: 'race@acme.test', password })));
    const [row] = await db.admin`select count(*)::int as users from rowseal.users where email = 'race@acme.test'`;
    expect(row?.['users']).toBe(1);
    expect((await logIn('race@acme.test', {}, password)).status).toBe(200);
  });

  test('lets a network register some accounts, then wait, whether an address is free or taken', async () => {
    const from = (remoteAddress: string, email: string) =>
      send({
        method: 'POST',
        url: '/v1/auth/register',
        payload: { email, password: 'a long enough password' },
        remoteAddress,
      });
    await db.admin`update rowseal_private.throttle_limits set first_wait = '10 minutes' where kind = 'registration_network'`;
    for (let n = 0; n <= 20; n++)
      expect((await from(`203.0.113.${n}`, `many-${n}@acme.test`)).status, `account ${n}`).toBe(202);
    for (const email of ['many-21@acme.test', 'many-1@acme.test']) {
      const answer = await from('203.0.113.200', email);
      expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
      expect(answer.headers['retry-after']).toMatch(/^[56][0-9]{2}$/);
    }
    expect((await from('198.51.100.1', 'elsewhere@acme.test')).status).toBe(202);
    expect((await logIn('many-21@acme.test', {}, 'a long enough password')).status).toBe(401);
    await db.admin`update rowseal_private.throttle_limits set first_wait = '1 second' where kind = 'registration_network'`;
  });

  test('is closed by policy', async () => {
    await db.admin`update rowseal_private.settings set registration_open = false`;
    const answer = await register({ email: 'late@acme.test', password: 'a long enough password' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'registration_closed' } });
    await db.admin`update rowseal_private.settings set registration_open = true`;
  });

  test.each([
    ['a short password', { email: 'a@acme.test', password: 'fourteen chars' }],
    ['no address', { email: 'acme.test', password: 'a long enough password' }],
    ['a NUL in the name', { email: 'a@acme.test', password: 'a long enough password', name: 'a\0b' }],
    ['a password of more than 1,024 characters', { email: 'a@acme.test', password: 'x'.repeat(1025) }],
  ])('refuses %s', async (_, payload) => {
    expect(await register(payload)).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  });
});
