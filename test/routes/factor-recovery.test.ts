import { beforeEach, describe, expect, test } from 'vitest';
import { authenticator } from '#test/support/authenticator.ts';
import { fromBase32 } from '#test/support/base32.ts';
import { type ComposedMail, composedMails } from '#test/support/composed-mail.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';
import { type AccountOwner, ownAccounts, PASSWORD } from '#test/support/own-account.ts';
import { codeOf } from '#test/support/totp.ts';

const demo = await demoApp({ graphql: false });
const { db, send, logIn, me } = demo;
const { person, as } = ownAccounts(demo);
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
  await composedMails(db.admin);
});

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  send({ method: 'POST', url, payload, headers });
const recover = (token: string | undefined) => post('/v1/auth/recovery', { token });

interface Guarded extends AccountOwner {
  secret: Buffer;
  codes: string[];
  refresh: string;
}

/** Somebody with an authenticator app. */
async function guarded(name: string): Promise<Guarded> {
  const owner = await person(name);
  const { access_token, refresh_token } = (await logIn(owner.email, { transport: 'body' }, PASSWORD)).body;
  const ask = as(access_token);
  const begun = await ask('POST', '/v1/auth/factors/totp', {});
  const secret = fromBase32(begun.body.secret);
  const confirmed = await ask('POST', `/v1/auth/factors/totp/${begun.body.id}/confirm`, { code: codeOf(secret) });
  await composedMails(db.admin);
  return { ...owner, secret, codes: confirmed.body.recovery_codes, bearer: access_token, ask, refresh: refresh_token };
}
const unused = () => db.admin`update rowseal_private.totp_factors set last_step = 0`;

/** Asks for the link, and reads the mail. */
async function linkFor({ email }: Pick<Guarded, 'email'>): Promise<string | undefined> {
  expect(await post('/v1/auth/recovery/request', { email })).toMatchObject({
    status: 202,
    body: { status: 'accepted' },
  });
  return (await composedMails(db.admin)).find((mail) => mail.kind === 'recover_factors' && mail.recipient === email)
    ?.variables.token;
}
/** Begins the wait. */
async function begins(owner: Guarded): Promise<{ token: string; told: ComposedMail[] }> {
  const token = await linkFor(owner);
  expect((await recover(token)).body.status).toBe('waiting');
  return { token: token ?? '', told: await composedMails(db.admin) };
}
const pass = ({ id }: Guarded) =>
  db.admin`update rowseal_private.factor_recoveries set ready_at = now() - interval '1 second' where user_id = ${id}`;
const factorsOf = async ({ id }: Guarded): Promise<number> =>
  (
    await db.admin`
    select from rowseal_private.totp_factors where user_id = ${id}
     union all select from rowseal_private.passkeys where user_id = ${id}
     union all select from rowseal_private.recovery_codes where user_id = ${id}`
  ).length;
const isWaiting = async ({ id }: Guarded): Promise<boolean> =>
  (await db.admin`select from rowseal_private.factor_recoveries where user_id = ${id}`).length > 0;

describe('who has lost every factor', () => {
  test('waits for 72 hours, of which every address and session is told, and then the link removes all', async () => {
    const owner = await guarded('lost');
    await db.admin`
      insert into rowseal_private.former_addresses (user_id, email, changed_at, expires_at)
      values (${owner.id}, 'former@new.test', now(), now() + interval '7 days')`;
    const { token, told } = await begins(owner);
    expect(told.map(({ kind, recipient }) => [kind, recipient]).sort()).toEqual([
      ['factor_recovery_begun', 'former@new.test'],
      ['factor_recovery_begun', owner.email],
    ]);
    const { recovery } = (await owner.ask('GET', '/v1/auth/factors')).body;
    expect(Date.parse(recovery.ready_at) - Date.parse(recovery.requested_at)).toBeCloseTo(72 * 3_600_000, -4);
    // The control is what the same link does after it. Before, it is no way around the wait, however often it is opened, and another one begins none anew.
    for (const again of [token, token, await linkFor(owner)])
      expect((await recover(again)).body).toEqual({
        status: 'waiting',
        ready_at: new Date(recovery.ready_at).toISOString(),
      });
    expect(await factorsOf(owner)).toBe(11);
    expect((await logIn(owner.email, {}, PASSWORD)).body.code).toBe('second_factor_required');

    const last = await linkFor(owner);
    await pass(owner);
    expect((await recover(last)).body).toEqual({ status: 'recovered' });
    expect(await factorsOf(owner)).toBe(0);
    expect((await me(owner.bearer)).body.code).toBe('session_ended');
    expect((await logIn(owner.email, {}, PASSWORD)).status).toBe(200);
    expect((await recover(last)).body.code, 'once').toBe('invalid_proof');
    const after = (await composedMails(db.admin)).filter(({ kind }) => kind === 'factors_recovered');
    expect(after.map(({ recipient }) => recipient).sort()).toEqual(['former@new.test', owner.email]);
  });

  test('loses every credential with them: tokens, grants, devices and links of before', async () => {
    const owner = await guarded('credentials');
    await db.admin`
      insert into rowseal_private.devices (user_id, id, secret_hash)
      values (${owner.id}, rowseal.uuidv7(), sha256('x'))`;
    const { token } = await begins(owner);
    await post('/v1/auth/password/forgot', { email: owner.email });
    const reset = (await composedMails(db.admin)).find(({ kind }) => kind === 'reset_password')?.variables.token;
    await pass(owner);
    await recover(token);
    expect((await post('/v1/auth/password/reset', { token: reset, password: PASSWORD })).body.code).toBe(
      'invalid_proof',
    );
    expect(await db.admin`select from rowseal_private.devices where user_id = ${owner.id}`).toHaveLength(0);
    expect((await post('/v1/auth/refresh', { refresh_token: owner.refresh })).body.code).toBe('session_ended');
  });

  test('sets up others then, as somebody who never had any', async () => {
    const owner = await guarded('again');
    const { token } = await begins(owner);
    await pass(owner);
    await recover(token);
    const { access_token } = (await logIn(owner.email, { transport: 'body' }, PASSWORD)).body;
    // What asks for a level waits for another factor.
    const [row] = await db.admin`select rowseal_private.account_level(${owner.id}) as level`;
    expect(row?.['level']).toBe(1);
    expect((await as(access_token)('POST', '/v1/auth/factors/totp', {})).status).toBe(201);
  });
});

describe('the wait ends', () => {
  const uses: Record<string, (owner: Guarded) => Promise<unknown>> = {
    'a sign-in with a code of the app': async ({ email, secret }) => {
      const { challenge } = (await logIn(email, {}, PASSWORD)).body;
      await unused();
      return post('/v1/auth/token', { provider: 'totp', challenge, code: codeOf(secret), transport: 'body' });
    },
    'a step-up with a code of the app': async ({ refresh, secret }) => {
      await unused();
      return post('/v1/auth/step-up', { provider: 'totp', refresh_token: refresh, code: codeOf(secret) });
    },
    'a recovery code': async ({ refresh, codes }) =>
      post('/v1/auth/step-up', { provider: 'recovery_code', refresh_token: refresh, code: codes[0] }),
    'a passkey': async ({ bearer, refresh }) => {
      const key = authenticator(PUBLIC_URL);
      const headers = { authorization: `Bearer ${bearer}` };
      const begun = (await post('/v1/auth/factors/passkeys', { transport: 'body' }, headers)).body;
      const made = { passkey: key.create(begun.options), name: 'Key', browser_secret: begun.browser_secret };
      expect((await post('/v1/auth/factors/passkeys/confirm', made, headers)).status).toBe(201);
      const asked = (
        await post('/v1/auth/passkeys/options', { purpose: 'step_up', refresh_token: refresh, transport: 'body' })
      ).body;
      const answer = { answer: key.get(asked.options), browser_secret: asked.browser_secret };
      return post('/v1/auth/step-up', { provider: 'passkey', refresh_token: refresh, ...answer });
    },
    'a session that says so': ({ ask }) => ask('DELETE', '/v1/auth/recovery'),
  };

  test.each(Object.entries(uses))('with %s, and the link is void', async (_, use) => {
    const owner = await guarded('stopped');
    const { token } = await begins(owner);
    expect(await use(owner)).toMatchObject({ status: expect.toSatisfy((status: number) => status < 300) });
    expect(await isWaiting(owner)).toBe(false);
    await pass(owner);
    expect((await recover(token)).body.code).toBe('invalid_proof');
    expect(await factorsOf(owner)).toBeGreaterThan(0);
    const told = (await composedMails(db.admin)).filter(({ kind }) => kind === 'factor_recovery_ended');
    expect(told.map(({ recipient }) => recipient)).toEqual([owner.email]);
  });

  test('with no password, wrong code or mailed code: the control', async () => {
    await db.admin`update rowseal_private.settings set email_codes = true`;
    const owner = await guarded('goes-on');
    const { token } = await begins(owner);
    const { challenge } = (await logIn(owner.email, {}, PASSWORD)).body;
    await post('/v1/auth/token', { provider: 'totp', challenge, code: '000000' });
    await post('/v1/auth/token', { provider: 'recovery_code', challenge, code: 'none' });
    await post('/v1/auth/email-codes', { email: owner.email });
    expect(await isWaiting(owner)).toBe(true);
    await pass(owner);
    expect((await recover(token)).body.status).toBe('recovered');
  });

  test('for its link with a change of the password, and another link goes on in the same time', async () => {
    const owner = await guarded('changed');
    const { token } = await begins(owner);
    const before = (await owner.ask('GET', '/v1/auth/factors')).body.recovery.ready_at;
    await post('/v1/auth/password/forgot', { email: owner.email });
    const reset = (await composedMails(db.admin)).find(({ kind }) => kind === 'reset_password')?.variables.token;
    expect((await post('/v1/auth/password/reset', { token: reset, password: PASSWORD })).status).toBe(204);
    expect((await recover(token)).body.code).toBe('invalid_proof');
    expect((await recover(await linkFor(owner))).body.ready_at).toBe(new Date(before).toISOString());
  });
});

describe('the link', () => {
  test('comes to nobody who has no factor, has not verified the address, is disabled, or has no account', async () => {
    const plain = await person('plain');
    const owner = await guarded('unverified');
    expect(await linkFor(plain)).toBeUndefined();
    expect(await linkFor({ email: 'nobody@new.test' })).toBeUndefined();
    await db.admin`update rowseal.users set email_verified_at = null where id = ${owner.id}`;
    expect(await linkFor(owner)).toBeUndefined();
    await db.admin`update rowseal.users set email_verified_at = now(), disabled_at = now() where id = ${owner.id}`;
    expect(await linkFor(owner)).toBeUndefined();
    // The control.
    await db.admin`update rowseal.users set disabled_at = null where id = ${owner.id}`;
    expect(await linkFor(owner)).toBeDefined();
  });

  test('does nothing at any other place, and no other link does what it does', async () => {
    const owner = await guarded('doors');
    const token = await linkFor(owner);
    for (const [url, more] of [
      ['/v1/auth/password/reset', { password: PASSWORD }],
      ['/v1/auth/email/verify', {}],
      ['/v1/auth/email/confirm', {}],
      ['/v1/auth/account/restore', {}],
      ['/v1/auth/email/restore', { password: PASSWORD }],
    ] as const)
      expect((await post(url, { token, ...more })).body.code).toBe('invalid_proof');
    await post('/v1/auth/password/forgot', { email: owner.email });
    const reset = (await composedMails(db.admin)).find(({ kind }) => kind === 'reset_password')?.variables.token;
    expect((await recover(reset)).body.code).toBe('invalid_proof');
    // The control.
    expect((await recover(token)).body.status).toBe('waiting');
  });

  test('removes them once, of 32 at once', async () => {
    const owner = await guarded('at-once');
    const { token } = await begins(owner);
    await pass(owner);
    const all = await Promise.all(Array.from({ length: 32 }, () => recover(token)));
    expect(all.filter(({ body }) => body.status === 'recovered')).toHaveLength(1);
    expect(all.filter(({ body }) => body.status === 'waiting')).toHaveLength(0);
  });
});

test('who has asked for nothing has nothing to stop', async () => {
  const owner = await guarded('nothing');
  expect((await owner.ask('GET', '/v1/auth/factors')).body.recovery).toBeNull();
  expect(await owner.ask('DELETE', '/v1/auth/recovery')).toMatchObject({ status: 404, body: { code: 'not_found' } });
});
