import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { type Authenticator, authenticator, type Misbehaviour } from '#test/support/authenticator.ts';
import { demoApp, PUBLIC_URL, serverOn } from '#test/support/demo-app.ts';

const ADA = 'owner@acme.test';
const OTHER = 'viewer@acme.test';
const { db, send, logIn, me } = await demoApp();
// Many try many passkeys here, from one address.
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
await db.admin`update rowseal.users set email_verified_at = now()`;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const post = (url: string, payload: object, headers: object = {}) =>
  send({ method: 'POST', url, payload, headers: headers as Record<string, string> });
const withPassword = async (email = ADA) => (await logIn(email, { transport: 'body' })).body;

/** Asks for a passkey, answers, and says the secret of the client that asked. */
async function asked(more: object = { purpose: 'sign_in' }) {
  const { body } = await post('/v1/auth/passkeys/options', { transport: 'body', ...more });
  return body as { options: { challenge: string; rpId: string }; browser_secret: string };
}

async function signIn(key: Authenticator, wrong: Misbehaviour = {}, more: object = {}) {
  const { options, browser_secret } = await asked();
  const answer = key.get(options, wrong);
  return post('/v1/auth/token', { provider: 'passkey', answer, browser_secret, transport: 'body', ...more });
}

const levelOf = async (token: string) =>
  (await send({ url: '/v1/auth/factors', headers: bearer(token) })).body.assurance as number;

/** Adds a passkey in a session that has just proved what it can. */
async function add(token: string, key: Authenticator, wrong: Misbehaviour = {}, name = 'Key') {
  const { body } = await post('/v1/auth/factors/passkeys', { transport: 'body' }, bearer(token));
  const passkey = key.create(body.options, wrong);
  const { browser_secret } = body;
  return post('/v1/auth/factors/passkeys/confirm', { passkey, name, browser_secret }, bearer(token));
}

const sessions = async () =>
  (await db.admin`select count(*)::int as n from rowseal_private.sessions`)[0]?.['n'] as number;

const key = authenticator(PUBLIC_URL);
const theirs = authenticator(PUBLIC_URL);
let first: { access_token: string; refresh_token: string };
let recoveryCodes: string[];

describe('adding a passkey', () => {
  beforeAll(async () => {
    first = await withPassword();
  });

  test('takes a recent authentication, and a verified address', async () => {
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '6 minutes'`;
    const refused = await post('/v1/auth/factors/passkeys', {}, bearer(first.access_token));
    expect(refused.body).toMatchObject({ code: 'insufficient_user_authentication', max_age: 300 });
    await db.admin`update rowseal_private.session_proofs set proved_at = now()`;
    await db.admin`update rowseal.users set email_verified_at = null where email = ${ADA}`;
    const unverified = await post('/v1/auth/factors/passkeys', {}, bearer(first.access_token));
    expect(unverified.body.code).toBe('address_not_verified');
    await db.admin`update rowseal.users set email_verified_at = now() where email = ${ADA}`;
  });

  test('tells authenticators 64 random bytes and asks for no attestation', async () => {
    const { status, body } = await post('/v1/auth/factors/passkeys', { transport: 'body' }, bearer(first.access_token));
    expect(status).toBe(201);
    const { options } = body;
    expect(options).toMatchObject({ rp: { id: 'localhost' }, attestation: 'none', user: { name: ADA } });
    const handle = Buffer.from(options.user.id, 'base64url');
    expect(handle).toHaveLength(64);
    const again = await post('/v1/auth/factors/passkeys', { transport: 'body' }, bearer(first.access_token));
    expect(again.body.options.user.id).toBe(options.user.id);
    expect(again.body.options.challenge).not.toBe(options.challenge);
  });

  test.each<[string, Misbehaviour]>([
    ['another origin', { origin: 'http://evil.localhost:4000' }],
    ['another RP', { rpId: 'evil.test' }],
    ['another challenge', { challenge: randomBytes(32).toString('base64url') }],
    ['an answer of another kind', { type: 'webauthn.get' }],
    ['a page inside one of another site', { crossOrigin: true }],
    ['nobody who was there', { userPresent: false }],
    ['synced, and cannot be', { backedUp: true }],
  ])('is refused: %s', async (_what, wrong) => {
    const { status, body } = await add(first.access_token, key, wrong);
    expect([status, body.code]).toEqual([400, 'invalid_proof']);
    expect(await db.admin`select from rowseal_private.passkeys`).toHaveLength(0);
  });

  test('in another browser, or in the session of somebody else, is refused', async () => {
    const { body } = await post('/v1/auth/factors/passkeys', { transport: 'body' }, bearer(first.access_token));
    const { access_token } = await withPassword(OTHER);
    const confirm = (token: string, browser_secret: string) =>
      post(
        '/v1/auth/factors/passkeys/confirm',
        { passkey: key.create(body.options), name: 'Key', browser_secret },
        bearer(token),
      );
    const elsewhere = randomBytes(32).toString('base64url');
    expect((await confirm(first.access_token, elsewhere)).body.code).toBe('invalid_proof');
    expect((await confirm(access_token, body.browser_secret)).body.code).toBe('invalid_proof');
    expect(await db.admin`select from rowseal_private.passkeys`).toHaveLength(0);
    // The control: who asked adds it.
    expect((await confirm(first.access_token, body.browser_secret)).status).toBe(201);
    await db.admin`delete from rowseal_private.passkeys`;
    await db.admin`delete from rowseal_private.recovery_codes`;
  });

  test('brings recovery codes with the first factor, and a mail; one that somebody has is refused', async () => {
    const { status, body } = await add(first.access_token, key);
    expect(status).toBe(201);
    recoveryCodes = body.recovery_codes;
    expect(recoveryCodes).toHaveLength(10);
    const second = await withPassword(OTHER);
    const stolen = await add(second.access_token, theirs, { id: key.id });
    expect([stolen.status, stolen.body.code]).toEqual([409, 'conflict']);
    // The control: their own is added.
    expect((await add(second.access_token, theirs, {}, 'Theirs')).status).toBe(201);
    const mails = await db.admin`select payload ->> 'kind' as kind from graphile_worker_rowseal._private_jobs`;
    expect(mails.map(({ kind }) => kind)).toContain('factor_added');
  });

  test('keeps public keys alone, and nothing that was asked', async () => {
    const { options, browser_secret } = await asked();
    const dump = JSON.stringify([
      await db.admin`select * from rowseal_private.passkeys`,
      await db.admin`select * from rowseal_private.passkey_challenges`,
    ]);
    const secrets = [options.challenge, browser_secret].flatMap((one) => {
      const bytes = Buffer.from(one, 'base64url');
      return [one, bytes.toString('hex'), JSON.stringify([...bytes])];
    });
    for (const secret of secrets) expect(dump).not.toContain(secret.replace(/^\[|\]$/g, ''));
    const { d = '' } = key.privateKey.export({ format: 'jwk' });
    expect(dump).not.toContain(JSON.stringify([...Buffer.from(d, 'base64url')]).replace(/^\[|\]$/g, ''));
  });
});

describe('signing in by a passkey alone', () => {
  test('is level 3, by one call, whoever asks is asked alike', async () => {
    const [one, two] = [await asked(), await asked()];
    const same = ({ options }: typeof one) => ({ ...options, challenge: '' });
    expect(same(one)).toEqual(same(two));
    expect(one.options).toMatchObject({ allowCredentials: [], userVerification: 'required', rpId: 'localhost' });
    const { status, body } = await signIn(key);
    expect(status).toBe(200);
    expect(await levelOf(body.access_token)).toBe(3);
  });

  test.each<[string, Misbehaviour | (() => Misbehaviour)]>([
    ['another origin', { origin: 'http://evil.localhost:4000' }],
    ['another port', { origin: 'http://localhost:4001' }],
    ['another RP', { rpId: 'evil.test' }],
    ['an answer of another kind', { type: 'webauthn.create' }],
    ['a page inside one of another site', { crossOrigin: true }],
    ['nobody who was there', { userPresent: false }],
    ['a user that was not verified', { userVerified: false }],
    ['one that may be synced, and might not when it was made', { backupEligible: true }],
    ['one that is synced, and cannot be', { backedUp: true }],
    ['one that does not say whose it is', { userHandle: null }],
    ['one that says that it is of somebody else', { userHandle: randomBytes(64).toString('base64url') }],
    ['the credential of somebody else', () => ({ id: theirs.id })],
    ['a credential of nobody', { id: randomBytes(32).toString('base64url') }],
    ['another key', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }],
  ])('is refused, alike: %s', async (_what, given) => {
    const count = await sessions();
    const { status, body, headers } = await signIn(key, typeof given === 'function' ? given() : given);
    const { instance: _, ...said } = body;
    expect([status, said]).toEqual([
      401,
      { type: expect.any(String), title: expect.any(String), status: 401, code: 'invalid_credentials' },
    ]);
    expect(headers['set-cookie']).toBeUndefined();
    expect(await sessions()).toBe(count);
    // The control: the same authenticator, which does all right.
    expect((await signIn(key)).status).toBe(200);
  });

  test('takes a challenge once, of this browser, for this purpose', async () => {
    const { options, browser_secret } = await asked();
    const answer = key.get(options);
    const present = (secret: string) =>
      post('/v1/auth/token', { provider: 'passkey', answer, browser_secret: secret, transport: 'body' });
    expect((await present(randomBytes(32).toString('base64url'))).body.code).toBe('invalid_proof');
    expect((await present(browser_secret)).status).toBe(200);
    expect((await present(browser_secret)).body.code).toBe('invalid_proof');
    const none = await post('/v1/auth/token', { provider: 'passkey', answer, transport: 'body' });
    expect(none.body.code).toBe('invalid_proof');
    const session = await withPassword(OTHER).then(async ({ challenge }) => challenge as string);
    const waiting = await asked({ purpose: 'second_factor', challenge: session });
    const crossed = await post('/v1/auth/token', {
      provider: 'passkey',
      answer: theirs.get(waiting.options),
      browser_secret: waiting.browser_secret,
      transport: 'body',
    });
    expect(crossed.body.code).toBe('invalid_credentials');
  });

  test('passes once of 32 that bring one answer at once', async () => {
    const { options, browser_secret } = await asked();
    const answer = key.get(options);
    const all = await Promise.all(
      Array.from({ length: 32 }, () =>
        post('/v1/auth/token', { provider: 'passkey', answer, browser_secret, transport: 'body' }),
      ),
    );
    // The control is the one that passes.
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('goes on with a count that falls, which is an event', async () => {
    const fallen = () => db.admin`select from rowseal_private.audit_events where kind = 'passkey_count_fell'`;
    const before = (await fallen()).length;
    expect((await signIn(key, { signCount: 1 })).status).toBe(200);
    expect(await fallen()).toHaveLength(before + 1);
    // The control: one that rises is none.
    expect((await signIn(key, { signCount: 1_000_000 })).status).toBe(200);
    expect(await fallen()).toHaveLength(before + 1);
  });

  test('is waited for as a login is, by a passkey that there is and by one that there is not', async () => {
    await db.admin`update rowseal_private.throttle_limits set free_attempts = 2 where kind = 'login_account'`;
    await db.admin`delete from rowseal_private.throttles`;
    const outcomes = async (id: string) => {
      const guesses = [];
      for (let i = 0; i < 4; i++) guesses.push((await signIn(key, { id, origin: 'https://x.test' })).status);
      return guesses;
    };
    expect(await outcomes(key.id)).toEqual([401, 401, 401, 429]);
    expect(await outcomes(randomBytes(32).toString('base64url'))).toEqual([401, 401, 401, 429]);
    // The control: the password is counted apart.
    expect((await logIn(ADA, { transport: 'body' })).body.code).toBe('second_factor_required');
    await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
    await db.admin`delete from rowseal_private.throttles`;
  });

  test('ends with the account, and binds a session to a workspace', async () => {
    const bound = await signIn(key, {}, { workspace: 'acme' });
    expect(bound.status).toBe(200);
    expect((await signIn(key, {}, { workspace: 'nowhere' })).body.code).toBe('not_a_member');
    await db.admin`update rowseal.users set disabled_at = now() where email = ${ADA}`;
    expect((await signIn(key)).body.code).toBe('invalid_credentials');
    await db.admin`update rowseal.users set disabled_at = null where email = ${ADA}`;
  });
});

describe('a passkey beside a password', () => {
  test('completes the login, at level 3, and of somebody else does not', async () => {
    const { challenge, factors } = await withPassword();
    expect(factors).toEqual(['passkey', 'recovery_code']);
    const complete = async (by: Authenticator, wrong: Misbehaviour = {}) => {
      const { options, browser_secret } = await asked({ purpose: 'second_factor', challenge });
      const answer = by.get(options, wrong);
      return post('/v1/auth/token', { provider: 'passkey', challenge, answer, browser_secret, transport: 'body' });
    };
    expect((await complete(theirs)).body.code).toBe('invalid_credentials');
    expect((await complete(key, { origin: 'http://evil.localhost' })).body.code).toBe('invalid_credentials');
    expect((await complete(key, { backupEligible: true })).body.code).toBe('invalid_credentials');
    // The control: their own, which need not even verify its user.
    const done = await complete(key, { userVerified: false });
    expect(done.status).toBe(200);
    expect(await levelOf(done.body.access_token)).toBe(3);
    const again = await post('/v1/auth/passkeys/options', { purpose: 'second_factor', challenge });
    expect(again.body.code).toBe('invalid_proof');
  });

  test('a recovery code completes it too, never at level 3, and removes the passkey that was lost', async () => {
    const { challenge } = await withPassword();
    const code = recoveryCodes[0] ?? '';
    const done = await post('/v1/auth/token', { provider: 'recovery_code', challenge, code, transport: 'body' });
    expect(done.status).toBe(200);
    expect(await levelOf(done.body.access_token)).toBe(2);
    const renewed = await post('/v1/auth/factors/recovery-codes', {}, bearer(done.body.access_token));
    expect(renewed.status).toBe(200);
    recoveryCodes = renewed.body.recovery_codes;
  });
});

describe('a step-up by a passkey', () => {
  async function stepUp(token: string, by: Authenticator, wrong: Misbehaviour = {}, more: object = {}) {
    const { options, browser_secret } = await asked({ purpose: 'step_up', refresh_token: token, ...more });
    return post('/v1/auth/step-up', {
      provider: 'passkey',
      refresh_token: token,
      answer: by.get(options, wrong),
      browser_secret,
    });
  }

  test('is of the same person, and fresh by itself where it verified them', async () => {
    const { body } = await signIn(key);
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
    const remove = () =>
      send({ method: 'DELETE', url: `/v1/auth/factors/${randomUUID()}`, headers: bearer(body.access_token) });
    expect((await remove()).body).toMatchObject({
      code: 'insufficient_user_authentication',
      acr_values: 'urn:rowseal:assurance:3',
    });
    expect((await stepUp(body.refresh_token, theirs)).body.code).toBe('invalid_credentials');
    expect((await stepUp(body.refresh_token, key, { userVerified: false })).body.code).toBe('invalid_credentials');
    expect((await remove()).status).toBe(401);
    // The control: their own passkey, which verified them.
    expect((await stepUp(body.refresh_token, key)).status).toBe(200);
    expect((await remove()).body.code).toBe('not_found');
  });

  test('lifts a passkey that was made without user verification, beside a password of now', async () => {
    const plain = authenticator(PUBLIC_URL);
    const { body } = await signIn(key);
    expect((await add(body.access_token, plain, { userVerified: false }, 'Plain')).status).toBe(201);
    expect((await signIn(plain)).body.code).toBe('invalid_credentials');
    // Of a session of itself alone it lifts nothing: here of one whose proofs are old.
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
    const alone = await stepUp(body.refresh_token, plain, {}, { verify: true });
    expect(alone.status).toBe(200);
    expect((await signIn(plain)).body.code).toBe('invalid_credentials');
    const password = { provider: 'password', email: ADA, password: DEMO_PASSWORD };
    const both = await post('/v1/auth/step-up', { ...password, refresh_token: alone.body.refresh_token });
    expect((await stepUp(both.body.refresh_token, plain, {}, { verify: true })).status).toBe(200);
    // The control: beside the password it does.
    expect((await signIn(plain)).status).toBe(200);
  });
});

describe('the passkeys of an account', () => {
  test('are listed and named, and of nobody else', async () => {
    const { body } = await signIn(key);
    const headers = bearer(body.access_token);
    const list = async () => (await send({ url: '/v1/auth/factors', headers })).body.factors;
    const [one] = await list();
    expect(one).toMatchObject({ kind: 'passkey', name: 'Key', verifies_user: true, synced: false });
    const rename = (id: string, name: string, by = headers) =>
      send({ method: 'PATCH', url: `/v1/auth/factors/passkeys/${id}`, headers: by, payload: { name } });
    expect((await rename(one.id, 'On my keyring')).status).toBe(204);
    expect((await list())[0].name).toBe('On my keyring');
    const other = (await signIn(theirs)).body;
    expect((await rename(one.id, 'Mine', bearer(other.access_token))).body.code).toBe('not_found');
    expect((await rename(randomUUID(), 'Mine')).body.code).toBe('not_found');
  });

  test('take level 3 to be removed; with the last go the recovery codes, and a password alone signs in', async () => {
    const { body } = await signIn(theirs);
    const headers = bearer(body.access_token);
    const [mine] = (await send({ url: '/v1/auth/factors', headers })).body.factors;
    const remove = (by: Record<string, string>) =>
      send({ method: 'DELETE', url: `/v1/auth/factors/${mine.id}`, headers: by });
    expect((await remove(bearer((await signIn(key)).body.access_token))).body.code).toBe('not_found');
    expect((await remove(headers)).status).toBe(204);
    expect((await signIn(theirs)).body.code).toBe('invalid_credentials');
    const left = await db.admin`
      select from rowseal_private.recovery_codes where user_id = (select id from rowseal.users where email = ${OTHER})`;
    expect(left).toHaveLength(0);
    const { access_token } = await withPassword(OTHER);
    expect((await me(access_token)).status).toBe(200);
  });
});

describe('the host', () => {
  test('is fixed by the first passkey: a server under another does not start, and says what it would strand', async () => {
    const elsewhere = { publicUrl: 'https://id.example.test' };
    await expect(serverOn(db, elsewhere)).rejects.toThrow(
      'ROWSEAL_PUBLIC_URL is at id.example.test, and 2 passkeys of 1 people are bound to localhost',
    );
    // The control: on another port of the host, and as a related origin, it does.
    await serverOn(db, { publicUrl: 'http://localhost:4001' });
    expect((await send({ url: '/.well-known/webauthn' })).status).toBe(404);
    await db.admin`update rowseal_private.settings set passkey_origins = '{https://id.example.test}'`;
    expect((await send({ url: '/.well-known/webauthn' })).body).toEqual({ origins: ['https://id.example.test'] });
    const related = authenticator('https://id.example.test');
    const { body } = await signIn(key);
    expect((await add(body.access_token, related, {}, 'Related')).status).toBe(201);
    const there = await serverOn(db, elsewhere);
    const options = await there.send({
      method: 'POST',
      url: '/v1/auth/passkeys/options',
      payload: { purpose: 'sign_in' },
    });
    expect(options.body.options.rpId).toBe('localhost');
    await db.admin`update rowseal_private.settings set passkey_origins = '{}'`;
    expect((await signIn(related)).body.code).toBe('invalid_credentials');
  });
});

describe('a browser', () => {
  test('is known by a cookie that no script reads, in all its tabs', async () => {
    const ask = (cookie?: string) =>
      post('/v1/auth/passkeys/options', { purpose: 'sign_in' }, { origin: PUBLIC_URL, ...(cookie ? { cookie } : {}) });
    const one = await ask();
    const set = String(one.headers['set-cookie']);
    expect(set).toMatch(
      /^__Host-Http-rowseal-passkey=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(one.body.browser_secret).toBeUndefined();
    const cookie = set.split(';')[0] ?? '';
    await ask(cookie);
    const answer = key.get(one.body.options);
    const present = (headers: object) => post('/v1/auth/token', { provider: 'passkey', answer }, headers);
    expect((await present({ origin: PUBLIC_URL })).body.code).toBe('invalid_proof');
    const done = await present({ origin: PUBLIC_URL, cookie });
    expect(done.status).toBe(200);
    expect(String(done.headers['set-cookie'])).toContain('__Host-Http-rowseal-refresh=rsr_');
    // And a page of another origin asks for nothing.
    const foreign = await post('/v1/auth/passkeys/options', { purpose: 'sign_in' }, { origin: 'https://evil.test' });
    expect(foreign.body.code).toBe('origin_not_allowed');
  });
});
