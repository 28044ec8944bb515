import type postgres from 'postgres';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { authenticator } from '#test/support/authenticator.ts';
import { connect } from '#test/support/connect.ts';
import { type Answer, PUBLIC_URL } from '#test/support/demo-app.ts';
import { PASSWORD } from '#test/support/own-account.ts';
import { type Proofs, provedSession } from '#test/support/proved-sessions.ts';
import { createService } from '#test/support/services.ts';
import { signInPaths } from '#test/support/sign-in-paths.ts';

// Everything that an account was given, presented once the account is disabled, or once all its factors were removed by mail: each kind of
// credential, login that waits, and mailed link. What is not presented first, to whoever may: the control.
const world = await signInPaths();
const { db, browser, post, send, logIn, mailed, mailedCode } = world;
const gateway = connect(db.gatewayUrl);
afterAll(() => gateway.end());
const bearing = (token: string) => ({ authorization: `Bearer ${token}` });
const inFactors = (token: string) => ({ ...bearing(token), 'x-rowseal-workspace': 'factors' });
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
beforeEach(() => db.admin`delete from rowseal_private.throttles`);

type Given = Record<string, () => Promise<Pick<Answer, 'status'> & Partial<Answer>>>;

/** The first of two factors was right: there is a login that waits, and no session. */
const isHalf = ({ body }: Partial<Answer> = {}) => body?.code === 'second_factor_required';

/** Somebody with a passkey, and whatever an account can be given; each is presented once at most. */
async function everything(name: string, proofs: Proofs) {
  const owner = await world.withPasskey(name, true);
  await db.admin`
    insert into rowseal.memberships (workspace_id, user_id, role)
    values (rowseal_private.workspace_named('factors'), ${owner.id}, 'owner')`;
  const session = await provedSession(db.admin, owner.id, proofs);
  const { access_token } = (await post('/v1/auth/refresh', { refresh_token: session.refreshToken })).body;
  const another = await provedSession(db.admin, owner.id, proofs);
  const third = await provedSession(db.admin, owner.id, proofs);
  const { token } = (await post('/v1/tokens', { name: 'script', expires_at: tomorrow() }, inFactors(access_token)))
    .body;
  const grant = await world.redeem(await world.codeFor(another.refreshToken));
  const code = await world.codeFor(third.refreshToken);
  const challenge = async () => (await logIn(owner.email)).body.challenge as string;
  const [byKey, byCode] = [await challenge(), await challenge()];
  const signs = async (asked: object) => {
    const { options, browser_secret } = (await post('/v1/auth/passkeys/options', { transport: 'body', ...asked })).body;
    return { answer: owner.key.get(options), browser_secret };
  };
  const [alone, beside] = [
    await signs({ purpose: 'sign_in' }),
    await signs({ purpose: 'second_factor', challenge: byKey }),
  ];
  const recoveryCodes = (await post('/v1/auth/factors/recovery-codes', {}, bearing(access_token))).body.recovery_codes;
  const asked = (await post('/v1/auth/email-codes', { email: owner.email, transport: 'body' })).body;
  const byMail = { provider: 'email_code', browser_secret: asked.browser_secret, code: await mailedCode(owner) };
  await post('/v1/auth/password/forgot', { email: owner.email });
  const reset = await mailed(owner, 'reset_password');
  await db.admin`update rowseal.users set email_verified_at = null where id = ${owner.id}`;
  await post('/v1/me/email/verification', {}, bearing(access_token));
  const verify = await mailed(owner, 'verify_email');
  await db.admin`update rowseal.users set email_verified_at = now() where id = ${owner.id}`;
  const exported = (await post('/v1/me/export', {}, bearing(access_token))).body.token;
  const service = await createService(db.admin, 'factors', ['members:read']);
  await db.admin`update rowseal_private.service_keys set created_by = ${owner.id} where id = ${service.keyId}`;

  const given: Given = {
    'a password': () => logIn(owner.email),
    'a refresh token': () => post('/v1/auth/refresh', { refresh_token: another.refreshToken }),
    'a refresh token at a step-up': () =>
      post('/v1/auth/step-up', {
        refresh_token: third.refreshToken,
        provider: 'password',
        email: owner.email,
        password: PASSWORD,
      }),
    'an access token': () => send({ url: '/v1/me', headers: bearing(access_token) }),
    'an access token in GraphQL': async () => {
      const { status, body } = await post('/graphql', { query: '{ viewer { email } }' }, inFactors(access_token));
      return { status: body.errors ? 401 : status };
    },
    'a personal access token': () => send({ url: '/v1/me', headers: bearing(token) }),
    'the access token of a grant': () => send({ url: '/v1/oauth/userinfo', headers: bearing(grant.access_token) }),
    'the refresh token of a grant': async () => {
      const answer = await world.tokensFor({ grant_type: 'refresh_token', refresh_token: grant.refresh_token });
      return { status: answer.error ? 400 : 200 };
    },
    'an authorization code': async () => ({ status: (await world.redeem(code)).error ? 400 : 200 }),
    'a passkey alone': () => post('/v1/auth/token', { provider: 'passkey', transport: 'body', ...alone }),
    'a login that waits for a passkey': () =>
      post('/v1/auth/token', { provider: 'passkey', challenge: byKey, transport: 'body', ...beside }),
    'a login that waits for a recovery code': () =>
      post('/v1/auth/token', {
        provider: 'recovery_code',
        challenge: byCode,
        code: recoveryCodes[0],
        transport: 'body',
      }),
    'a mailed code': () => post('/v1/auth/token', byMail),
    'a link that sets a new password': () => post('/v1/auth/password/reset', { token: reset, password: PASSWORD }),
    'a link that verifies the address': () => post('/v1/auth/email/verify', { token: verify }),
    'what fetches an export': () => post('/v1/me/export/download', { token: exported }, bearing(access_token)),
    'a provider': async () => {
      const { statusCode, payload } = await browser().signIn('corp', {
        sub: owner.subject,
        email: owner.email,
        email_verified: true,
      });
      return { status: /sign-in-code|second|confirm/i.test(payload) ? 200 : statusCode };
    },
  };
  return { owner, given, token, grant, service };
}

/** Sessions of somebody that open anything, and logins that could still become one. */
const openOf = async (id: string) =>
  (await db.admin`select from rowseal_private.sessions where user_id = ${id} and revoked_at is null`).length;

describe('an account that is disabled', () => {
  test('is opened by nothing that it was given before, whatever kind it is', async () => {
    const { owner, given, service } = await everything('disabled', { password: 0, verified_passkey: 0 });
    await db.admin`update rowseal.users set disabled_at = now() where id = ${owner.id}`;
    for (const [kind, present] of Object.entries(given)) {
      const answer = await present();
      expect([kind, answer.status]).toEqual([kind, expect.toSatisfy((found: number) => found >= 400 && found < 500)]);
      expect([kind, isHalf(answer)]).toEqual([kind, false]);
    }
    expect(await openOf(owner.id)).toBe(0);
    // A service is no member: what it is given does not end with who made its key.
    expect((await send({ url: '/v1/me', headers: bearing(service.token) })).status).toBe(200);
  });

  test('the control: each of them opens an account that is not', async () => {
    const { given } = await everything('enabled', { password: 0, verified_passkey: 0 });
    // What ends sessions comes last.
    const order = Object.keys(given).sort((a, b) => Number(a.includes('password')) - Number(b.includes('password')));
    for (const kind of order) {
      const answer = await given[kind]?.();
      expect([kind, isHalf(answer) || Number(answer?.status) < 400]).toEqual([kind, true]);
    }
  });
});

describe('an account whose factors a mailed link removes after 72 hours', () => {
  test('keeps no token, grant or session, and a workspace that asks for a passkey waits for a new one', async () => {
    const { owner, token, grant, given } = await everything('lost', { password: 0, verified_passkey: 0 });
    const entry = (sql: postgres.ISql) => sql`select rowseal.enter_with_token(${token}, '192.0.2.1', null, null)`;
    const enters = () =>
      gateway.begin(entry).then(
        () => 'enters',
        ({ code }: postgres.PostgresError) => code,
      );
    expect(await enters()).toBe('enters');
    await post('/v1/auth/recovery/request', { email: owner.email });
    const link = await mailed(owner, 'recover_factors');
    expect((await post('/v1/auth/recovery', { token: link })).body.status).toBe('waiting');
    // The control: while it waits all goes on.
    expect(await enters()).toBe('enters');
    await db.admin`
      update rowseal_private.factor_recoveries set ready_at = now() - interval '1 second' where user_id = ${owner.id}`;
    expect((await post('/v1/auth/recovery', { token: link })).body.status).toBe('recovered');

    expect(await openOf(owner.id)).toBe(0);
    expect(await enters()).not.toBe('enters');
    for (const kind of [
      'a personal access token',
      'the access token of a grant',
      'the refresh token of a grant',
      'an authorization code',
      'an access token',
      'a refresh token',
      'a passkey alone',
      'a login that waits for a passkey',
      'a login that waits for a recovery code',
    ])
      expect([kind, (await given[kind]?.())?.status]).toEqual([
        kind,
        expect.toSatisfy((found: number) => found >= 400 && found < 500),
      ]);
    expect(grant.refresh_token).toEqual(expect.any(String));

    // The password is left, which opens no workspace that asks for a passkey until there is one.
    const { access_token } = (await logIn(owner.email, { transport: 'body' })).body;
    await db.admin`update rowseal.workspaces set required_assurance = 3, assurance_grace = '0' where slug = 'factors'`;
    const here = () => send({ url: '/v1/me', headers: inFactors(access_token) });
    expect((await here()).body.code).toBe('second_factor_missing');
    const begun = await post('/v1/auth/factors/passkeys', { transport: 'body' }, bearing(access_token));
    const key = authenticator(PUBLIC_URL);
    const made = { passkey: key.create(begun.body.options), name: 'New', browser_secret: begun.body.browser_secret };
    expect((await post('/v1/auth/factors/passkeys/confirm', made, bearing(access_token))).status).toBe(201);
    const after = await here();
    expect([after.status, after.body.code]).toEqual([200, undefined]);
    await db.admin`update rowseal.workspaces set required_assurance = null where slug = 'factors'`;
  });
});
