import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { base32, stepOfCode, totpCode, totpUri } from '#server/credentials/totp.ts';
import { totpSecrets } from '#server/credentials/totp-secrets.ts';
import { fromBase32 } from '#test/support/base32.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { codeOf } from '#test/support/totp.ts';

const ADA = 'owner@acme.test';
const OTHER = 'viewer@acme.test';
const { db, send, logIn, me } = await demoApp();
// Many try many codes here, from one address.
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const post = (url: string, payload: object, headers: object = {}) =>
  send({ method: 'POST', url, payload, headers: headers as Record<string, string> });
const withPassword = (email = ADA) => logIn(email, { transport: 'body' });
const stepUp = (refresh_token: string, more: object) => post('/v1/auth/step-up', { refresh_token, ...more });
const idOf = async (email: string) =>
  (await db.admin`select id from rowseal.users where email = ${email}`)[0]?.['id'] as string;
const sessions = async () =>
  (await db.admin`select count(*)::int as n from rowseal_private.sessions where user_id = ${await idOf(ADA)}`)[0]?.[
    'n'
  ];
const factorOf = async () => (await db.admin`select * from rowseal_private.totp_factors`)[0] as Record<string, unknown>;

let secret: Buffer;
let recoveryCodes: string[];
let before: { access_token: string; refresh_token: string };

/** The code of now, as if none had been used yet. */
async function freshCode(): Promise<string> {
  await db.admin`update rowseal_private.totp_factors set last_step = 0`;
  return codeOf(secret);
}
const wrongCode = async () => ((await freshCode()) === '000000' ? '000001' : '000000');
const challenge = async () => (await withPassword()).body.challenge as string;
const complete = (token: string, code: string, provider = 'totp') =>
  post('/v1/auth/token', { provider, challenge: token, code, transport: 'body' });
const signedIn = async () => (await complete(await challenge(), await freshCode())).body;

describe('codes by time', () => {
  // RFC 6238 appendix B, of eight digits the last six.
  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('at %d the code is %s', (seconds, code) => {
    const key = Buffer.from('12345678901234567890');
    const step = Math.floor(seconds / 30);
    expect(totpCode(key, step)).toBe(code);
    expect(stepOfCode(key, `${code}0`, step)).toBeUndefined();
  });

  test('a code is of its own step, and of the ones before and after', () => {
    const key = Buffer.from('12345678901234567890');
    const found = [-2, -1, 0, 1, 2].map((off) => stepOfCode(key, totpCode(key, 1000), 1000 + off));
    expect(found).toEqual([undefined, 1000, 1000, 1000, undefined]);
  });

  test('an app reads secret, issuer and account from the QR code', () => {
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
    expect(totpUri(Buffer.from('fooba'), 'A & B', 'ada@x.test')).toBe(
      'otpauth://totp/A%20%26%20B:ada%40x.test?secret=MZXW6YTB&issuer=A%20%26%20B',
    );
  });

  test('a stored secret opens under its master key, for its user and factor, and nowhere else', async () => {
    const owner = { userId: randomUUID(), factorId: randomUUID() };
    const jwe = await totpSecrets(TEST_MASTER_KEY).wrap(owner, Buffer.from('secret'));
    // The control: it opens where it belongs.
    expect(await totpSecrets(TEST_MASTER_KEY).open(owner, jwe)).toEqual(Buffer.from('secret'));
    expect(jwe).not.toContain(Buffer.from('secret').toString('base64url'));
    for (const moved of [
      { ...owner, userId: randomUUID() },
      { ...owner, factorId: randomUUID() },
    ])
      await expect(totpSecrets(TEST_MASTER_KEY).open(moved, jwe)).rejects.toThrow('another factor');
    await expect(totpSecrets(randomBytes(32)).open(owner, jwe)).rejects.toThrow('another ROWSEAL_MASTER_KEY');
  });
});

describe('setting up an authenticator app', () => {
  const begin = () => post('/v1/auth/factors/totp', {}, bearer(before.access_token));
  const confirm = (id: string, code: string) =>
    post(`/v1/auth/factors/totp/${id}/confirm`, { code }, bearer(before.access_token));

  beforeAll(async () => {
    before = (await withPassword()).body;
  });

  test('takes a recent authentication, and a verified address', async () => {
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '6 minutes'`;
    const needed = { acr_values: 'urn:rowseal:assurance:1', max_age: 300 };
    expect(await begin()).toMatchObject({ status: 401, body: { code: 'insufficient_user_authentication', ...needed } });
    const renewed = await stepUp(before.refresh_token, { provider: 'password', email: ADA, password: DEMO_PASSWORD });
    expect(renewed.status).toBe(200);
    await db.admin`update rowseal.users set email_verified_at = null where email = ${ADA}`;
    expect(await begin()).toMatchObject({ status: 403, body: { code: 'address_not_verified' } });
    await db.admin`update rowseal.users set email_verified_at = now() where email = ${ADA}`;
    before.refresh_token = renewed.body.refresh_token;
  });

  test('asks for a right code, and gives recovery codes once it was', async () => {
    const { body: first } = await begin();
    const { status, body } = await begin();
    expect(status).toBe(201);
    secret = fromBase32(body.secret);
    expect(secret).toHaveLength(20);
    const code = codeOf(secret);
    expect((await confirm(first.id, code)).body.code).toBe('not_found');
    expect((await confirm(body.id, code === '000000' ? '000001' : '000000')).body.code).toBe('invalid_credentials');
    expect((await withPassword()).status).toBe(200);
    const confirmed = await confirm(body.id, code);
    recoveryCodes = confirmed.body.recovery_codes;
    expect(confirmed.status).toBe(200);
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(recoveryCodes.every((one) => /^([a-z2-7]{4}-){5}[a-z2-7]{4}$/.test(one))).toBe(true);
    expect((await confirm(body.id, code)).body.code).toBe('not_found');
    expect((await begin()).body.code).toBe('conflict');
    const listed = await send({ url: '/v1/auth/factors', headers: bearer(before.access_token) });
    expect(listed.body).toMatchObject({ assurance: 2, factors: [{ kind: 'totp', off: false }], recovery_codes: 10 });
    expect(await complete(await challenge(), code)).toMatchObject({
      status: 401,
      body: { code: 'invalid_credentials' },
    });
  });

  test('keeps nothing in the database that makes a code', async () => {
    const dump = JSON.stringify([
      await db.admin`select * from rowseal_private.totp_factors`,
      await db.admin`select encode(code_hash, 'escape') from rowseal_private.recovery_codes`,
    ]);
    const typed = recoveryCodes.map((code) => code.replaceAll('-', ''));
    for (const form of [
      secret.toString('hex'),
      secret.toString('base64url'),
      base32(secret),
      ...recoveryCodes,
      ...typed,
    ])
      expect(dump).not.toContain(form);
    // The control: it is what the database has.
    const [row] = await db.admin`select secret_jwe from rowseal_private.totp_factors limit 1`;
    expect(dump).toContain(row?.['secret_jwe']);
  });
});

describe('a login of somebody who has a second factor', () => {
  test('waits for a code: there is a challenge, and nothing else', async () => {
    const count = await sessions();
    const { status, body, headers } = await withPassword();
    expect(status).toBe(401);
    expect(body).toMatchObject({ code: 'second_factor_required', factors: ['totp', 'recovery_code'] });
    expect(headers['set-cookie']).toBeUndefined();
    expect(await sessions()).toBe(count);
    expect((await me(body.challenge)).status).toBe(401);
    expect((await post('/v1/auth/refresh', { refresh_token: body.challenge })).status).toBe(400);
    expect((await stepUp(body.challenge, { provider: 'totp', code: await freshCode() })).status).toBe(400);
    expect((await complete(body.challenge, await wrongCode())).body.code).toBe('invalid_credentials');
    expect(await sessions()).toBe(count);
    // The control: the code completes it.
    const done = await complete(body.challenge, await freshCode());
    expect(done.status).toBe(200);
    expect(await sessions()).toBe(count + 1);
    const again = await complete(body.challenge, await freshCode());
    expect(again).toMatchObject({ status: 400, body: { code: 'invalid_proof' } });
  });

  test('is completed once, by one code, however many bring it at once', async () => {
    const all = await Promise.all(Array.from({ length: 32 }, challenge));
    const code = await freshCode();
    // The control is the one that passes.
    const done = await Promise.all(all.map((one) => complete(one, code)));
    expect(done.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(done.map(({ status }) => status))).toEqual(new Set([200, 401]));
  });

  test('is completed by a recovery code, once', async () => {
    const [code = ''] = recoveryCodes;
    const typed = code.replaceAll('-', ' ').toUpperCase();
    expect((await complete(await challenge(), typed, 'recovery_code')).status).toBe(200);
    expect((await complete(await challenge(), code, 'recovery_code')).status).toBe(401);
    const mails = await db.admin`select payload ->> 'kind' as kind from graphile_worker_rowseal._private_jobs`;
    expect(mails.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['factor_added', 'recovery_code_used']));
  });

  test('ends with a new password, and with the account', async () => {
    const waiting = await challenge();
    await db.admin`select rowseal_private.revoke_sessions(${await idOf(ADA)}, 'test', null)`;
    expect((await complete(waiting, await freshCode())).body.code).toBe('invalid_proof');
    before = await signedIn();
  });

  test('asks for the code on the page too, and nowhere is the challenge a session', async () => {
    const form = async (url: string, fields: Record<string, string>, cookie = '') => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost:4000', cookie };
      return send({ method: 'POST', url, headers, payload: new URLSearchParams(fields).toString() });
    };
    const first = await form('/sign-in', { email: ADA, password: DEMO_PASSWORD });
    expect([first.status, first.headers['location']]).toEqual([303, '/sign-in-code']);
    const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
    expect(cookie).toMatch(/^__Host-Http-rowseal-login=rsl_/);
    expect((await send({ url: '/account', headers: { cookie } })).headers['location']).toBe('/sign-in');
    expect((await send({ url: '/sign-in-code', headers: { cookie } })).body).toContain('autocomplete="one-time-code"');
    expect((await form('/sign-in-code', { code: await wrongCode() }, cookie)).status).toBe(401);
    const second = await form('/sign-in-code', { code: await freshCode() }, cookie);
    expect([second.status, second.headers['location']]).toEqual([303, '/account']);
    expect(String(second.headers['set-cookie'])).toContain('__Host-Http-rowseal-refresh=rsr_');
  });
});

describe('a step-up', () => {
  test('is of the same person, raises the session at once, and exchanges its refresh token', async () => {
    const session = await signedIn();
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
    const remove = () =>
      send({ method: 'DELETE', url: `/v1/auth/factors/${randomUUID()}`, headers: bearer(session.access_token) });
    const needed = { code: 'insufficient_user_authentication', acr_values: 'urn:rowseal:assurance:2', max_age: 300 };
    expect((await remove()).body).toMatchObject(needed);
    const other = { provider: 'password', email: OTHER, password: DEMO_PASSWORD };
    expect((await stepUp(session.refresh_token, other)).body.code).toBe('invalid_credentials');
    const one = await stepUp(session.refresh_token, { ...other, email: ADA });
    expect((await remove()).body).toMatchObject(needed);
    // The control: the same person's code raises it.
    const two = await stepUp(one.body.refresh_token, { provider: 'totp', code: await freshCode() });
    expect((await remove()).body.code).toBe('not_found');
    // A copy of the token from before ends the session at its next use.
    const next = await post('/v1/auth/refresh', { refresh_token: two.body.refresh_token });
    expect(next.status).toBe(200);
    expect((await post('/v1/auth/refresh', { refresh_token: session.refresh_token })).body.code).toBe('session_ended');
    expect((await me(session.access_token)).body.code).toBe('session_ended');
  });

  test('is not what a refresh is', async () => {
    const session = await signedIn();
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
    const { body } = await post('/v1/auth/refresh', { refresh_token: session.refresh_token });
    const made = await post('/v1/auth/factors/recovery-codes', {}, bearer(body.access_token));
    expect(made.body.code).toBe('insufficient_user_authentication');
  });
});

describe('wrong codes', () => {
  test('turn the factor off after a hundred in a row, which a right password does not count as', async () => {
    await db.admin`update rowseal_private.totp_factors set failures = 98`;
    // The control: a right code resets the count.
    await signedIn();
    expect((await factorOf())['failures']).toBe(0);
    await db.admin`update rowseal_private.totp_factors set failures = 98`;
    expect((await complete(await challenge(), await wrongCode())).status).toBe(401);
    expect((await factorOf())['failures']).toBe(99);
    expect((await complete(await challenge(), await wrongCode())).status).toBe(401);
    const waiting = await withPassword();
    expect(waiting.body.factors).toEqual(['recovery_code']);
    expect((await complete(waiting.body.challenge, await freshCode())).status).toBe(401);
    const saved = await complete(waiting.body.challenge, recoveryCodes[1] ?? '', 'recovery_code');
    expect(saved.status).toBe(200);
    before = saved.body;
  });

  // CVE-2026-123002: a route that does not count is where codes are guessed.
  test.each([
    ['a login that waits', async () => complete(await challenge(), await wrongCode())],
    ['a step-up', async () => stepUp(before.refresh_token, { provider: 'totp', code: await wrongCode() })],
  ])('are counted at every place that takes them: at %s', async (_, present) => {
    // The control is a right code, which counts as none: above.
    await db.admin`update rowseal_private.totp_factors set failures = 7`;
    expect((await present()).status).toBe(401);
    expect((await factorOf())['failures']).toBe(8);
  });

  test('are waited for as at a login, apart from those at the password', async () => {
    await db.admin`update rowseal_private.totp_factors set failures = 0`;
    await db.admin`update rowseal_private.throttle_limits set free_attempts = 2 where kind = 'login_account'`;
    await db.admin`delete from rowseal_private.throttles`;
    const guesses = [];
    for (let i = 0; i < 4; i++) guesses.push((await complete(await challenge(), await wrongCode())).status);
    expect(guesses).toEqual([401, 401, 401, 429]);
    await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
    await db.admin`delete from rowseal_private.throttles`;
  });
});

describe('removing the last factor', () => {
  test('takes the recovery codes along, and what was shown by it in every session', async () => {
    const session = await signedIn();
    const headers = bearer(session.access_token);
    const renewed = await post('/v1/auth/factors/recovery-codes', {}, headers);
    expect(new Set([...recoveryCodes, ...renewed.body.recovery_codes]).size).toBe(20);
    const { id } = await factorOf();
    expect((await send({ method: 'DELETE', url: `/v1/auth/factors/${id}`, headers })).status).toBe(204);
    const listed = await send({ url: '/v1/auth/factors', headers });
    expect(listed.body).toEqual({ assurance: 1, factors: [], recovery_codes: 0, recovery: null });
    expect((await withPassword()).status).toBe(200);
  });
});
