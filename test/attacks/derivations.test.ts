import { Piscina } from 'piscina';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { demoApp } from '#test/support/demo-app.ts';

// Every derivation is a run of the pool of argon2 threads.
const derivation = vi.spyOn(Piscina.prototype, 'run');
const { db, send, logIn, token } = await demoApp({ graphql: false });

const register = (email: string) =>
  send({ method: 'POST', url: '/v1/auth/register', payload: { email, password: DEMO_PASSWORD } });
const change = (access: string, current_password: string, new_password = 'another horse, another battery') =>
  send({
    method: 'POST',
    url: '/v1/auth/password/change',
    headers: { authorization: `Bearer ${access}` },
    payload: { current_password, new_password },
  });
const exhaust = (kind: string) => db.admin`
  update rowseal_private.throttles set attempts = 1000, blocked_until = now() + interval '1 hour' where kind = ${kind}`;

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
  await db.admin`update rowseal_private.settings set registration_open = true`;
  derivation.mockClear();
});

describe('a registration', () => {
  test('the control: that goes on derives one key', async () => {
    expect((await register('ann@costs.test')).status).toBe(202);
    expect(derivation).toHaveBeenCalledTimes(1);
  });

  test('where registration is closed derives nothing', async () => {
    await db.admin`update rowseal_private.settings set registration_open = false`;
    expect((await register('ben@costs.test')).body.code).toBe('registration_closed');
    expect(derivation).not.toHaveBeenCalled();
  });

  test('from a network that has to wait derives nothing', async () => {
    await register('cat@costs.test');
    await exhaust('registration_network');
    derivation.mockClear();
    expect((await register('dan@costs.test')).status).toBe(429);
    expect(derivation).not.toHaveBeenCalled();
  });
});

describe('a change of password', () => {
  test('the control: with the right password derives two keys', async () => {
    const access = await token('owner@acme.test');
    derivation.mockClear();
    expect((await change(access, DEMO_PASSWORD, DEMO_PASSWORD)).status).toBe(204);
    expect(derivation).toHaveBeenCalledTimes(2);
  });

  test('with a wrong password derives one key', async () => {
    const access = await token('owner@acme.test');
    derivation.mockClear();
    expect((await change(access, 'a guess at the password')).status).toBe(401);
    expect(derivation).toHaveBeenCalledTimes(1);
  });

  test('of somebody who has to wait derives nothing', async () => {
    const access = await token('owner@acme.test');
    await change(access, 'a guess at the password');
    await exhaust('password_change');
    derivation.mockClear();
    expect((await change(access, DEMO_PASSWORD)).status).toBe(429);
    expect(derivation).not.toHaveBeenCalled();
  });
});

test('a login that renews its verifier derives two keys: the one that proves the password, and the new one', async () => {
  await register('eve@costs.test');
  await db.admin`update rowseal_private.settings set password_memory_kib = 20000`;
  derivation.mockClear();
  expect((await logIn('eve@costs.test')).status).toBe(200);
  expect(derivation).toHaveBeenCalledTimes(2);
  expect((await logIn('eve@costs.test')).status).toBe(200);
  expect(derivation).toHaveBeenCalledTimes(3);
  await db.admin`update rowseal_private.settings set password_memory_kib = 7168`;
});

test('a key that was derived before the policy changed is not stored: it is derived once more', async () => {
  derivation.mockImplementationOnce(async function (this: Piscina, task) {
    await db.admin`update rowseal_private.settings set password_iterations = 3`;
    return new Piscina({ filename: this.options.filename as string }).run(task);
  });
  expect((await register('fay@costs.test')).status).toBe(202);
  expect((await logIn('fay@costs.test')).status).toBe(200);
  await db.admin`update rowseal_private.settings set password_iterations = 1`;
});
