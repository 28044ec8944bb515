import { beforeEach, describe, expect, test } from 'vitest';
import { emailCodes } from '#server/credentials/email-codes.ts';
import { totpSecrets } from '#server/credentials/totp-secrets.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { PASSWORD } from '#test/support/own-account.ts';
import { type Owner, signInPaths } from '#test/support/sign-in-paths.ts';

// Every path by which somebody gets a session or a credential, for somebody who has a second factor, and, as the control, for somebody who has none.
const world = await signInPaths();
const { db, browser, post, send, logIn, account, secret, recoveryCodes, freshCode } = world;
const { levelsOf, mailed, mailedCode, paths: PATHS, guarded, plain, keyed } = world;
beforeEach(() => db.admin`delete from rowseal_private.sessions`);

describe('without a code somebody who has a second factor gets no session', () => {
  test.each(Object.entries(PATHS))('by %s; the control has none, and gets one', async (_, act) => {
    await act(guarded);
    expect(await levelsOf(guarded)).toEqual([]);
    await act(plain);
    expect(new Set(await levelsOf(plain))).toEqual(new Set([1]));
  });

  test.each([
    ['an authenticator app', 'totp', freshCode],
    ['a recovery code', 'recovery_code', async () => recoveryCodes.pop() ?? ''],
  ])('the control: with %s they get one that has shown both', async (_, provider, code) => {
    const { challenge } = (await logIn(guarded.email)).body;
    await post('/v1/auth/token', { provider, challenge, code: await code(), transport: 'body' });
    expect(await levelsOf(guarded)).toEqual([2]);
  });
});

// CVE-2026-73278, CVE-2026-34727: who had a passkey as the only factor was let in elsewhere without.
describe('without it somebody whose only factor is a passkey gets no session', () => {
  // The control is above: who has none gets a session by each of these paths.
  const paths = Object.entries(PATHS).filter(([name]) => name !== 'a device that is known');
  test.each(paths)('by %s', async (_, act) => {
    await act(keyed);
    expect(await levelsOf(keyed)).toEqual([]);
  });
});

// CVE-2026-128359.
describe('somebody who is disabled', () => {
  test('gets nothing by what they were given before, whatever kind of grant it is', async () => {
    const owner = await account('disabled');
    const { refresh_token, access_token } = (await logIn(owner.email, { transport: 'body' })).body;
    const asked = await post('/v1/auth/email-codes', { email: owner.email, transport: 'body' });
    const code = await mailedCode(owner);
    const { challenge } = (await logIn(guarded.email)).body;
    await post('/v1/auth/password/forgot', { email: owner.email });
    const token = await mailed(owner, 'reset_password');
    const before = [owner.id, guarded.id];
    await db.admin`update rowseal.users set disabled_at = now() where id = any (${before})`;
    const answers = {
      password: await logIn(owner.email),
      refresh: await post('/v1/auth/refresh', { refresh_token }),
      'step-up': await post('/v1/auth/step-up', {
        provider: 'password',
        refresh_token,
        email: owner.email,
        password: PASSWORD,
      }),
      access: await send({ url: '/v1/me', headers: { authorization: `Bearer ${access_token}` } }),
      'mailed code': await post('/v1/auth/token', {
        provider: 'email_code',
        code,
        browser_secret: asked.body.browser_secret,
      }),
      reset: await post('/v1/auth/password/reset', { token, password: PASSWORD }),
      'second factor': await post('/v1/auth/token', { provider: 'totp', challenge, code: await freshCode() }),
      provider: await browser()
        .signIn('corp', { sub: owner.subject, email: owner.email, email_verified: true })
        .then(({ statusCode: status, payload: body }) => ({ status, body })),
    };
    for (const [grant, { status }] of Object.entries(answers))
      expect([grant, status]).toEqual([grant, expect.toSatisfy((found: number) => found >= 400 && found < 500)]);
    expect([await levelsOf(owner), await levelsOf(guarded)]).toEqual([[], []]);
    // The control.
    await db.admin`update rowseal.users set disabled_at = null where id = any (${before})`;
    expect((await logIn(owner.email)).status).toBe(200);
  });
});

// Missing, it counted as none (better-auth/better-auth #8627).
describe("a secret that does not open is nobody's fault who asks, and no factor less", () => {
  const [another, mine] = [totpSecrets(new Uint8Array(32).fill(9)), totpSecrets(TEST_MASTER_KEY)];
  const wrongs: Record<string, (userId: string, factorId: string) => Promise<string>> = {
    'that is damaged': async () => 'a.b.c.d.e',
    'under another master key': (userId, factorId) => another.wrap({ userId, factorId }, secret),
    'of another user': (_, factorId) => mine.wrap({ userId: plain.id, factorId }, secret),
    'of another factor': (userId) => mine.wrap({ userId, factorId: plain.id }, secret),
    'for another purpose': async (userId) => (await emailCodes(TEST_MASTER_KEY).make(userId)).jwe,
  };

  test.each(Object.keys(wrongs))('of an authenticator app, one %s', async (name) => {
    const [kept] = await db.admin`
      select id, secret_jwe, failures from rowseal_private.totp_factors where user_id = ${guarded.id}`;
    const { challenge } = (await logIn(guarded.email)).body;
    const wrong = await wrongs[name]?.(guarded.id, kept?.['id']);
    const code = await freshCode();
    const tried = (browserOrNot: object) =>
      post('/v1/auth/token', { provider: 'totp', challenge, code, ...browserOrNot });
    await db.admin`update rowseal_private.totp_factors set secret_jwe = ${wrong ?? ''} where user_id = ${guarded.id}`;
    const answer = await tried({});
    await db.admin`update rowseal_private.totp_factors set secret_jwe = ${kept?.['secret_jwe']} where user_id = ${guarded.id}`;
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(JSON.stringify(answer.body)).not.toMatch(/MASTER_KEY|factor/);
    expect(await levelsOf(guarded)).toEqual([]);
    expect((await logIn(guarded.email)).body.code).toBe('second_factor_required');
    // The control: the same login and code, once it is back.
    expect((await tried({})).status).toBe(200);
  });

  test('of an identity provider', async () => {
    const [kept] = await db.admin`select client_secret_jwe from rowseal_private.identity_providers where id = 'corp'`;
    const [other] = await db.admin`select client_secret_jwe from rowseal_private.identity_providers where id = 'other'`;
    await db.admin`
      update rowseal_private.identity_providers set client_secret_jwe = ${other?.['client_secret_jwe']} where id = 'corp'`;
    const page = await browser().submit('/sign-in/corp');
    await db.admin`
      update rowseal_private.identity_providers set client_secret_jwe = ${kept?.['client_secret_jwe']} where id = 'corp'`;
    expect(page.statusCode).toBe(503);
    expect((await browser().submit('/sign-in/corp')).statusCode).toBeLessThan(400);
  });
});

describe('a session from before the second factor', () => {
  /** A session of one factor of each. */
  async function sessionOf(owner: Owner) {
    const { body } = await logIn(owner.email, { transport: 'body' });
    const done = body.challenge
      ? (
          await post('/v1/auth/token', {
            provider: 'totp',
            challenge: body.challenge,
            code: await freshCode(),
            transport: 'body',
          })
        ).body
      : body;
    await db.admin`delete from rowseal_private.session_proofs where kind = 'totp'`;
    return done as { access_token: string; refresh_token: string };
  }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  test('is not raised by a refresh', async () => {
    const { refresh_token } = await sessionOf(guarded);
    expect((await post('/v1/auth/refresh', { refresh_token })).status).toBe(200);
    expect(await levelsOf(guarded)).toEqual([1]);
  });

  test.each([
    ['adds an authenticator app', 'POST', '/v1/auth/factors/totp', {}],
    ['makes recovery codes', 'POST', '/v1/auth/factors/recovery-codes', {}],
    ['exports', 'POST', '/v1/me/export', {}],
    ['changes the address', 'PUT', '/v1/me/email', { email: 'elsewhere@new.test' }],
  ] as const)('and until it shows both, nobody %s in it', async (_, method, url, payload) => {
    const { access_token } = await sessionOf(guarded);
    const answer = await send({ method, url, payload, headers: bearer(access_token) });
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'insufficient_user_authentication', acr_values: 'urn:rowseal:assurance:2' },
    });
    // The control: who has no second factor has shown all that they can.
    const other = await send({ method, url, payload, headers: bearer((await sessionOf(plain)).access_token) });
    expect(other.body.code).not.toBe('insufficient_user_authentication');
  });

  test('makes no personal access token', async () => {
    for (const owner of [guarded, plain])
      await db.admin`
        insert into rowseal.memberships (workspace_id, user_id, role)
        select id, ${owner.id}, 'owner' from rowseal.workspaces where slug = 'factors' on conflict do nothing`;
    const mint = async (owner: Owner) =>
      post(
        '/v1/tokens',
        { name: 'script', expires_at: new Date(Date.now() + 86_400_000).toISOString() },
        { ...bearer((await sessionOf(owner)).access_token), 'x-rowseal-workspace': 'factors' },
      );
    expect((await mint(guarded)).body).toMatchObject({ code: 'insufficient_user_authentication' });
    // The control.
    expect((await mint(plain)).status).toBe(201);
  });
});

describe('a half-finished login does one thing', () => {
  test('and at no other place its token is anything', async () => {
    const { challenge } = (await logIn(guarded.email)).body;
    const here = { authorization: `Bearer ${challenge}` };
    const answers = [
      await send({ url: '/v1/me', headers: here }),
      await post('/v1/auth/factors/totp', {}, here),
      await post('/v1/auth/refresh', { refresh_token: challenge }),
      await post('/v1/auth/step-up', {
        refresh_token: challenge,
        provider: 'password',
        email: guarded.email,
        password: PASSWORD,
      }),
      await post('/v1/auth/email/verify', { token: challenge }),
      await post('/v1/auth/email/confirm', { token: challenge }),
      await post('/v1/auth/email/restore', { token: challenge, password: PASSWORD }),
      await post('/v1/auth/account/restore', { token: challenge }),
      await post('/v1/auth/password/reset', { token: challenge, password: PASSWORD }),
      await post('/v1/invitations/accept', { token: challenge }, here),
      await post('/v1/auth/token', { provider: 'password', challenge, code: '000000' }),
    ];
    for (const { status } of answers) expect([400, 401, 404, 422]).toContain(status);
    expect(await levelsOf(guarded)).toEqual([]);
    // The control: what it is for.
    const done = await post('/v1/auth/token', {
      provider: 'totp',
      challenge,
      code: await freshCode(),
      transport: 'body',
    });
    expect([done.status, await levelsOf(guarded)]).toEqual([200, [2]]);
  });
});
