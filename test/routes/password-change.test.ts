import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';

const { db, send, logIn, me, token } = await demoApp({ graphql: false });
const NEW_PASSWORD = 'another horse, another battery';

const bearer = (access: string) => ({ authorization: `Bearer ${access}` });
const change = (access: string | undefined, current_password: unknown, new_password: unknown, more: object = {}) =>
  send({
    method: 'POST',
    url: '/v1/auth/password/change',
    headers: access === undefined ? {} : bearer(access),
    payload: { current_password, new_password, ...more },
  });

/** Somebody new with the demo's password, and a session of theirs. */
async function newcomer(email: string): Promise<string> {
  await send({ method: 'POST', url: '/v1/auth/register', payload: { email, password: DEMO_PASSWORD } });
  return token(email);
}

const verifierOf = async (email: string) => {
  const [row] =
    await db.admin`select passwords.* from rowseal_private.passwords join rowseal.users on id = user_id where email = ${email}`;
  return row;
};

describe('POST /v1/auth/password/change', () => {
  test('makes the new password the only one, keeps the session that asked and ends the others', async () => {
    const caller = await newcomer('ann@acme.test');
    const other = await logIn('ann@acme.test', { transport: 'body' });
    expect(await change(caller, DEMO_PASSWORD, NEW_PASSWORD)).toMatchObject({ status: 204, body: '' });
    expect((await logIn('ann@acme.test', {}, NEW_PASSWORD)).status).toBe(200);
    expect((await logIn('ann@acme.test')).body.code).toBe('invalid_credentials');
    expect((await me(caller)).status).toBe(200);
    expect((await me(other.body.access_token)).body.code).toBe('session_ended');
    const refreshed = await send({
      method: 'POST',
      url: '/v1/auth/refresh',
      payload: { refresh_token: other.body.refresh_token },
    });
    expect(refreshed.body.code).toBe('session_ended');
  });

  test('takes no password that is the own address, in any spelling', async () => {
    const caller = await newcomer('somebody.with.an.address@acme.test');
    for (const own of ['somebody.with.an.address@acme.test', 'Somebody.With.An.Address@ACME.test'])
      expect((await change(caller, DEMO_PASSWORD, own)).body.code).toBe('password_too_common');
    // The control: it is nobody else's.
    expect((await change(caller, DEMO_PASSWORD, 'somebody.without.an.address@acme.test')).status).toBe(204);
  });

  test('derives the new key with a salt of its own and the parameters of today', async () => {
    const caller = await newcomer('ben@acme.test');
    const before = await verifierOf('ben@acme.test');
    await db.admin`update rowseal_private.settings set password_memory_kib = 20000, password_iterations = 3`;
    expect((await change(caller, DEMO_PASSWORD, DEMO_PASSWORD)).status).toBe(204);
    await db.admin`update rowseal_private.settings set password_memory_kib = 7168, password_iterations = 1`;
    const after = await verifierOf('ben@acme.test');
    expect(after).toMatchObject({ memory_kib: 20000, iterations: 3, parallelism: 1 });
    expect(after?.['salt']).not.toEqual(before?.['salt']);
    expect((await logIn('ben@acme.test')).status).toBe(200);
  });

  test('is on record, with no trace of a password', async () => {
    const caller = await newcomer('cat@acme.test');
    await change(caller, DEMO_PASSWORD, NEW_PASSWORD);
    const events = await db.admin`
      select kind, details from rowseal_private.audit_events as event join rowseal.users as holder on holder.id = event.user_id
       where email = 'cat@acme.test' and kind = 'password_changed'`;
    expect(events).toEqual([{ kind: 'password_changed', details: {} }]);
  });

  test('with a wrong current password changes and ends nothing', async () => {
    const caller = await newcomer('dan@acme.test');
    const other = await token('dan@acme.test');
    const before = await verifierOf('dan@acme.test');
    const answer = await change(caller, 'not the password at all', NEW_PASSWORD);
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource"`,
    );
    expect(await verifierOf('dan@acme.test')).toEqual(before);
    for (const live of [caller, other]) expect((await me(live)).status).toBe(200);
  });

  test('of many guesses ten are free; soon all are answered with 429, the right password too, while a login is not held up', async () => {
    await db.admin`update rowseal_private.throttle_limits set first_wait = '1 minute' where kind = 'password_change'`;
    const caller = await newcomer('eve@acme.test');
    const statuses: number[] = [];
    for (let i = 0; i < 13; i++) statuses.push((await change(caller, `guess number ${i}`, NEW_PASSWORD)).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.at(-1)).toBe(429);
    const answer = await change(caller, DEMO_PASSWORD, NEW_PASSWORD);
    expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(answer.headers['retry-after']).toMatch(/^[1-9][0-9]*$/);
    expect((await logIn('eve@acme.test')).status).toBe(200);
  });

  test('for somebody who signs in elsewhere there is no password to change', async () => {
    const caller = await newcomer('fay@acme.test');
    await db.admin`delete from rowseal_private.passwords using rowseal.users where id = user_id and email = 'fay@acme.test'`;
    expect((await change(caller, DEMO_PASSWORD, NEW_PASSWORD)).body.code).toBe('invalid_credentials');
    expect(await verifierOf('fay@acme.test')).toBeUndefined();
  });

  test.each([
    ['a new password of 14 characters', DEMO_PASSWORD, 'fourteen chars'],
    ['a new password of 1,025 characters', DEMO_PASSWORD, 'x'.repeat(1025)],
    ['no new password', DEMO_PASSWORD, undefined],
    ['no present password', undefined, NEW_PASSWORD],
    ['an empty present password', '', NEW_PASSWORD],
    ['a password that is no string', 7, NEW_PASSWORD],
  ])('refuses %s', async (_, current, next) => {
    const caller = await token('member@acme.test');
    expect(await change(caller, current, next)).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  });

  test('refuses an unknown field, so that nobody changes another’s', async () => {
    const caller = await token('member@acme.test');
    const answer = await change(caller, DEMO_PASSWORD, NEW_PASSWORD, { email: 'owner@acme.test' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  });

  test('refuses a personal access token, a limited session, an ended one, and nobody', async () => {
    const caller = await token('viewer@acme.test');
    const made = await send({
      method: 'POST',
      url: '/v1/tokens',
      headers: { ...bearer(await token('member@acme.test')), 'x-rowseal-workspace': 'acme' },
      payload: { name: 'script', expires_at: new Date(Date.now() + 60_000).toISOString() },
    });
    const limited = await token('viewer@acme.test', { scope: 'notes:read' });
    for (const credential of [made.body.token, limited]) {
      expect(await change(credential, DEMO_PASSWORD, NEW_PASSWORD)).toMatchObject({
        status: 403,
        body: { code: 'session_required' },
      });
    }
    expect((await change(undefined, DEMO_PASSWORD, NEW_PASSWORD)).body.code).toBe('authentication_required');
    await send({
      method: 'DELETE',
      url: `/v1/auth/sessions/${(await me(caller)).body.session_id}`,
      headers: bearer(caller),
    });
    expect((await change(caller, DEMO_PASSWORD, NEW_PASSWORD)).body.code).toBe('session_ended');
    expect((await logIn('viewer@acme.test')).status).toBe(200);
  });
});

describe('after the cost of passwords was raised', () => {
  test('the next login renews the verifier, under a new salt, and the one after finds nothing to do', async () => {
    const before = await verifierOf('owner@acme.test');
    await db.admin`update rowseal_private.settings set password_memory_kib = 24576, password_iterations = 3, password_parallelism = 2`;
    expect((await logIn('owner@acme.test', {}, 'not the password at all')).status).toBe(401);
    expect(await verifierOf('owner@acme.test'), 'a wrong password renews nothing').toEqual(before);

    const session = await token('owner@acme.test');
    const renewed = await verifierOf('owner@acme.test');
    expect(renewed).toMatchObject({
      memory_kib: 24576,
      iterations: 3,
      parallelism: 2,
      changed_at: before?.['changed_at'],
    });
    expect(renewed?.['salt']).not.toEqual(before?.['salt']);
    expect(renewed?.['verifier']).not.toEqual(before?.['verifier']);
    expect((await me(session)).status).toBe(200);

    expect((await logIn('owner@acme.test')).status).toBe(200);
    expect(await verifierOf('owner@acme.test')).toEqual(renewed);
  });

  test('of several logins at once each succeeds, and one renewal stands', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => logIn('owner@globex.test')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await verifierOf('owner@globex.test')).toMatchObject({ memory_kib: 24576, iterations: 3, parallelism: 2 });
    expect((await logIn('owner@globex.test')).status).toBe(200);
  });
});
