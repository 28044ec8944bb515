import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { totpCode } from '#server/credentials/totp.ts';
import { fromBase32 } from '#test/support/base32.ts';
import type { Answer } from '#test/support/demo-app.ts';
import { PASSWORD } from '#test/support/own-account.ts';
import { addTotp, type Proofs, provedSession } from '#test/support/proved-sessions.ts';
import { COOKIE } from '#test/support/refresh-cookie.ts';
import { type Owner, signInPaths } from '#test/support/sign-in-paths.ts';

// What raises a session, and what does not: codes that many bring at once or guess, somebody else at the same browser, an application.
const world = await signInPaths();
const { db, browser, post, logIn, guarded, plain, secret, freshCode, recoveryCodes } = world;
const strong = await world.withPasskey('strong', true);
const open = (owner: Pick<Owner, 'id'>, proofs: Proofs) => provedSession(db.admin, owner.id, proofs);
const stepUp = (refresh_token: string, proof: object) => post('/v1/auth/step-up', { refresh_token, ...proof });
const wrongCode = async () => ((await freshCode()) === '000000' ? '000001' : '000000');

beforeEach(() => db.admin`delete from rowseal_private.sessions`);
afterEach(async () => {
  await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
  await db.admin`delete from rowseal_private.throttles`;
});

const proofsOf = async (sessionId: string) =>
  (
    await db.admin<{ kind: string }[]>`
      select kind from rowseal_private.session_proofs where session_id = ${sessionId} order by kind`
  ).map(({ kind }) => kind);

describe('one code that 32 connections bring at once', () => {
  test('raises one of 32 sessions', async () => {
    const sessions = await Promise.all(Array.from({ length: 32 }, () => open(guarded, { password: 0 })));
    const code = await freshCode();
    // The control is the one that passes.
    const answers = await Promise.all(sessions.map((one) => stepUp(one.refreshToken, { provider: 'totp', code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(31).fill(401)]);
    expect(await db.admin`select from rowseal_private.session_proofs where kind = 'totp'`).toHaveLength(1);
  });

  test('passes once in one session, whose token is exchanged once', async () => {
    const { id, refreshToken } = await open(guarded, { password: 0 });
    const code = await freshCode();
    const answers = await Promise.all(
      Array.from({ length: 32 }, () => stepUp(refreshToken, { provider: 'totp', code })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const [row] = await db.admin`select generation from rowseal_private.sessions where id = ${id}`;
    expect(row?.['generation']).toBe(2);
  });

  test('a recovery code too', async () => {
    const sessions = await Promise.all(Array.from({ length: 32 }, () => open(guarded, { password: 0 })));
    const code = recoveryCodes.pop();
    const answers = await Promise.all(
      sessions.map((one) => stepUp(one.refreshToken, { provider: 'recovery_code', code })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('guesses at a step-up wait as those at a login do', () => {
  const limit = () =>
    db.admin`update rowseal_private.throttle_limits set free_attempts = 2 where kind = 'login_account'`;
  const guess = async (refreshToken: string, proof: () => Promise<object>) => {
    const found: Answer[] = [];
    for (let n = 0; n < 4; n++) found.push(await stepUp(refreshToken, await proof()));
    return found;
  };

  test.each([
    ['codes', async () => ({ provider: 'totp', code: await wrongCode() })],
    ['recovery codes', async () => ({ provider: 'recovery_code', code: 'aaaa-aaaa-aaaa-aaaa-aaaa-aaaa' })],
    ['passwords', async () => ({ provider: 'password', email: guarded.email, password: 'a wrong password' })],
  ])('%s', async (_, proof) => {
    await limit();
    const { refreshToken } = await open(guarded, { password: 0 });
    const answers = await guess(refreshToken, proof);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
    expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('and are counted with them: who has guessed at one waits at the other', async () => {
    await limit();
    const { challenge } = (await logIn(guarded.email)).body;
    for (let n = 0; n < 3; n++) await post('/v1/auth/token', { provider: 'totp', challenge, code: await wrongCode() });
    const { refreshToken } = await open(guarded, { password: 0 });
    expect((await stepUp(refreshToken, { provider: 'totp', code: await freshCode() })).status).toBe(429);
    // The control: once nobody has guessed, the same passes.
    await db.admin`delete from rowseal_private.throttles`;
    expect((await stepUp(refreshToken, { provider: 'totp', code: await freshCode() })).status).toBe(200);
  });
});

test('nothing that another user of the browser proves raises the session, or exchanges its token', async () => {
  const { id, refreshToken } = await open(plain, { password: 600 });
  await db.admin`update rowseal_private.totp_factors set failures = 0`;
  const asked = await post('/v1/auth/passkeys/options', { transport: 'body', purpose: 'sign_in' });
  const foreign: Record<string, object> = {
    password: { provider: 'password', email: guarded.email, password: PASSWORD },
    code: { provider: 'totp', code: await freshCode() },
    'recovery code': { provider: 'recovery_code', code: recoveryCodes[0] },
    passkey: {
      provider: 'passkey',
      answer: strong.key.get(asked.body.options),
      browser_secret: asked.body.browser_secret,
    },
  };
  for (const [kind, proof] of Object.entries(foreign)) {
    const { status, body } = await stepUp(refreshToken, proof);
    expect([kind, status, body.refresh_token]).toEqual([
      kind,
      expect.toSatisfy((n) => [400, 401].includes(n)),
      undefined,
    ]);
  }
  const [row] = await db.admin`
    select generation, assurance, revoked_at from rowseal_private.sessions where id = ${id}`;
  expect(row).toEqual({ generation: 1, assurance: 1, revoked_at: null });
  expect(await proofsOf(id)).toEqual(['password']);
  // The control: their own password.
  const own = await stepUp(refreshToken, { provider: 'password', email: plain.email, password: PASSWORD });
  expect([own.status, own.body.refresh_token !== undefined]).toEqual([200, true]);
});

describe('an application', () => {
  const grant = async (refreshToken: string) => world.redeem(await world.codeFor(refreshToken));
  const acrOf = ({ access_token }: { access_token: string }) => decodeJwt(access_token)['acr'];

  test('cannot step up by its refresh token, and does not rise when its user does', async () => {
    const session = await open(guarded, { password: 0 });
    const before = await grant(session.refreshToken);
    expect(acrOf(before)).toBe('urn:rowseal:assurance:1');
    for (const proof of [
      { provider: 'password', email: guarded.email, password: PASSWORD },
      { provider: 'totp', code: await freshCode() },
    ]) {
      const refused = await stepUp(before.refresh_token, proof);
      expect([refused.status, refused.body.access_token]).toEqual([
        expect.toSatisfy((n) => n >= 400 && n < 500),
        undefined,
      ]);
    }
    const raised = await stepUp(session.refreshToken, { provider: 'totp', code: await freshCode() });
    expect(raised.status).toBe(200);
    const after = await world.tokensFor({ grant_type: 'refresh_token', refresh_token: before.refresh_token });
    expect(acrOf(after)).toBe('urn:rowseal:assurance:1');
    const levels = await db.admin<{ level: number }[]>`
      select rowseal_private.proved_level(user_id, id) as level from rowseal_private.sessions order by client_id nulls first`;
    expect(levels.map(({ level }) => level)).toEqual([2, 1]);
    // The control: a new request is answered by what was shown since.
    expect(acrOf(await grant(raised.body.refresh_token))).toBe('urn:rowseal:assurance:2');
  });

  test('is told the age of the oldest of what counts', async () => {
    const told = async (proofs: Proofs) => {
      const { id_token } = await grant((await open(guarded, proofs)).refreshToken);
      return Math.round((Date.now() / 1000 - Number(decodeJwt(id_token)['auth_time'])) / 60);
    };
    expect(await told({ password: 3600, totp: 60 })).toBe(60);
    expect(await told({ password: 60, totp: 3600 })).toBe(60);
    // The control: neither is that old.
    expect(await told({ password: 60, totp: 60 })).toBe(1);
  });

  test('is told the new age once both were shown again, and the old one after one of them', async () => {
    const session = await open(guarded, { password: 3600, totp: 3600 });
    const age = async (refreshToken: string) =>
      Math.round((Date.now() / 1000 - Number(decodeJwt((await grant(refreshToken)).id_token)['auth_time'])) / 60);
    const one = await stepUp(session.refreshToken, { provider: 'totp', code: await freshCode() });
    expect(await age(one.body.refresh_token)).toBe(60);
    const proof = { provider: 'password', email: guarded.email, password: PASSWORD };
    const two = await stepUp(one.body.refresh_token, proof);
    expect(await age(two.body.refresh_token)).toBe(0);
  });
});

describe('wrong codes in a row', () => {
  const failuresOf = async ({ id }: Pick<Owner, 'id'>) =>
    (await db.admin<{ failures: number }[]>`select failures from rowseal_private.totp_factors where user_id = ${id}`)[0]
      ?.failures;
  const fail = (failures: number) => db.admin`update rowseal_private.totp_factors set failures = ${failures}`;

  /** The page that asks for a code, after the password. */
  async function waiting(email: string) {
    const here = browser();
    await here.submit('/sign-in', { email, password: PASSWORD });
    return here;
  }
  async function signedIn() {
    const here = browser();
    here.cookies.set(COOKIE, { value: (await open(guarded, { password: 600, totp: 600 })).refreshToken, strict: true });
    return here;
  }
  const PLACES: Record<string, (code: string) => Promise<unknown>> = {
    'the page of a login': async (code) => (await waiting(guarded.email)).submit('/sign-in-code', { code }),
    'the page of a step-up': async (code) =>
      (await signedIn()).submit('/step-up', { back: '/account', password: PASSWORD, code }),
  };

  test.each(Object.entries(PLACES))(
    'are counted on %s, up to a hundred, and then a right one is wrong',
    async (_, present) => {
      await fail(7);
      await present(await wrongCode());
      expect(await failuresOf(guarded)).toBe(8);
      // The control: a right one starts the count anew.
      await present(await freshCode());
      expect(await failuresOf(guarded)).toBe(0);
      await fail(99);
      await present(await wrongCode());
      await present(await freshCode());
      expect(await failuresOf(guarded)).toBe(100);
      await fail(0);
    },
  );

  test('stay counted whatever else somebody signs in with: a password, a recovery code, a passkey', async () => {
    await fail(60);
    const { challenge } = (await logIn(guarded.email)).body;
    await post('/v1/auth/token', {
      provider: 'recovery_code',
      challenge,
      code: recoveryCodes.pop(),
      transport: 'body',
    });
    await open(guarded, { password: 0 });
    expect(await failuresOf(guarded)).toBe(60);
    await addTotp(db.admin, strong.id, secret);
    await db.admin`update rowseal_private.totp_factors set failures = 61 where user_id = ${strong.id}`;
    const { options, browser_secret } = (
      await post('/v1/auth/passkeys/options', { transport: 'body', purpose: 'sign_in' })
    ).body;
    const answer = strong.key.get(options);
    const done = await post('/v1/auth/token', { provider: 'passkey', answer, browser_secret, transport: 'body' });
    expect([done.status, await failuresOf(strong)]).toEqual([200, 61]);
    await fail(0);
  });

  test('turn one factor off, until it is bound anew; another of the person works on', async () => {
    await db.admin`update rowseal_private.totp_factors set failures = 100 where user_id = ${strong.id}`;
    const code = () => totpCode(secret, Math.floor(Date.now() / 30_000));
    const challenge = async () => (await logIn(strong.email)).body;
    expect((await challenge()).factors).not.toContain('totp');
    const off = await post('/v1/auth/token', {
      provider: 'totp',
      challenge: (await challenge()).challenge,
      code: code(),
    });
    expect(off.status).toBe(401);
    const waitingOne = (await challenge()).challenge;
    const { options, browser_secret } = (
      await post('/v1/auth/passkeys/options', { transport: 'body', purpose: 'second_factor', challenge: waitingOne })
    ).body;
    const answer = strong.key.get(options);
    const done = await post('/v1/auth/token', {
      provider: 'passkey',
      challenge: waitingOne,
      answer,
      browser_secret,
      transport: 'body',
    });
    expect(done.status).toBe(200);
    const headers = { authorization: `Bearer ${done.body.access_token}` };
    const [old] = await db.admin<{ id: string }[]>`
      select id from rowseal_private.totp_factors where user_id = ${strong.id}`;
    await world.send({ method: 'DELETE', url: `/v1/auth/factors/${old?.id}`, headers });
    const begun = (await post('/v1/auth/factors/totp', {}, headers)).body;
    const anew = () => totpCode(fromBase32(begun.secret), Math.floor(Date.now() / 30_000));
    const bound = await post(`/v1/auth/factors/totp/${begun.id}/confirm`, { code: anew() }, headers);
    expect([bound.status, await failuresOf(strong)]).toEqual([200, 0]);
    await db.admin`update rowseal_private.totp_factors set last_step = 0 where user_id = ${strong.id}`;
    const again = await challenge();
    expect(again.factors).toContain('totp');
    const right = { provider: 'totp', challenge: again.challenge, code: anew(), transport: 'body' };
    expect((await post('/v1/auth/token', right)).status).toBe(200);
  });
});
