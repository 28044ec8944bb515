import { Piscina } from 'piscina';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { DEVICE_COOKIE_NAME } from '#server/http/device-cookie.ts';
import { mailedProof } from '#test/support/api-mail.ts';
import { type Answer, demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';

// Strangers, from anywhere and as many as they like, against people who want to sign in.
const derivation = vi.spyOn(Piscina.prototype, 'run');
const { db, send } = await demoApp({ graphql: false });
await db.admin`update rowseal_private.throttle_limits set first_wait = '15 minutes' where kind like 'login%'`;
beforeEach(() => db.admin`delete from rowseal_private.throttles`);

const OWNER = 'owner@acme.test';
const HOME = '192.0.2.1';

function logIn(
  email: string,
  password: string,
  ip: string,
  { cookie, ...more }: { cookie?: string; transport?: string; device_token?: string } = {},
) {
  return send({
    method: 'POST',
    url: '/v1/auth/token',
    headers: cookie === undefined ? {} : { cookie, origin: PUBLIC_URL },
    payload: { provider: 'password', email, password, ...more },
    remoteAddress: ip,
  });
}

const cookiesOf = ({ headers }: Answer) => [headers['set-cookie'] ?? []].flat().map(String);
const deviceCookieOf = (answer: Answer) => cookiesOf(answer).find((cookie) => cookie.startsWith(DEVICE_COOKIE_NAME));
const pairOf = (cookie: string | undefined) => cookie?.split(';')[0] ?? '';

/** Guesses from so many networks that the account, and every one of them, has to wait. */
async function hammer(email: string, ip = HOME) {
  for (let n = 0; n < 13; n++) await logIn(email, `guess ${n}`, `198.51.${n}.1`);
  const network = (await db.admin`select rowseal_private.network_of(${ip}) as name`)[0]?.['name'];
  await db.admin`
    insert into rowseal_private.throttles (kind, subject_hash, attempts, blocked_until, last_attempt_at)
    values ('login_network', sha256(convert_to(${network}, 'UTF8')), 100, now() + interval '15 minutes', now())
    on conflict (kind, subject_hash) do update set attempts = 100, blocked_until = excluded.blocked_until`;
}

describe('a login on a device that has logged in before', () => {
  test('succeeds with the right password, from any network, whatever strangers have tried', async () => {
    const cookie = pairOf(deviceCookieOf(await logIn(OWNER, DEMO_PASSWORD, HOME)));
    await hammer(OWNER);
    expect((await logIn(OWNER, DEMO_PASSWORD, HOME, { cookie })).status).toBe(200);
    await hammer(OWNER, '203.0.113.1');
    expect((await logIn(OWNER, DEMO_PASSWORD, '203.0.113.1', { cookie })).status).toBe(200);
  });

  test('the control: without its cookie it waits, in a network that the account has logged in from too', async () => {
    await logIn(OWNER, DEMO_PASSWORD, HOME);
    await hammer(OWNER);
    expect((await logIn(OWNER, DEMO_PASSWORD, HOME)).status).toBe(429);
  });

  test('may carry its token in the body, where it got it', async () => {
    const first = await logIn(OWNER, DEMO_PASSWORD, HOME, { transport: 'body' });
    expect(first.body.device_token).toMatch(/^rsd_[A-Za-z0-9_-]{92}$/);
    expect(cookiesOf(first)).toEqual([]);
    const { device_token } = first.body;
    await hammer(OWNER);
    const again = await logIn(OWNER, DEMO_PASSWORD, HOME, { transport: 'body', device_token });
    expect(again.status).toBe(200);
    expect(again.body).not.toHaveProperty('device_token');
    expect((await logIn(OWNER, DEMO_PASSWORD, HOME, { transport: 'body' })).status).toBe(429);
  });

  test('is known on the hosted page too', async () => {
    const signIn = (cookie: string) =>
      send({
        method: 'POST',
        url: '/sign-in',
        headers: { origin: PUBLIC_URL, 'content-type': 'application/x-www-form-urlencoded', cookie },
        payload: new URLSearchParams({ email: OWNER, password: DEMO_PASSWORD }).toString(),
        remoteAddress: HOME,
      });
    const cookie = pairOf(deviceCookieOf(await signIn('')));
    await hammer(OWNER);
    expect((await signIn(cookie)).status).toBe(303);
    expect((await signIn('')).status).toBe(429);
  });
});

describe('a device token', () => {
  test('is kept in a cookie that no script and no other host can read', async () => {
    const cookie = deviceCookieOf(await logIn(OWNER, DEMO_PASSWORD, HOME)) ?? '';
    expect(cookie).toMatch(/^__Host-Http-rowseal-device=rsd_[A-Za-z0-9_-]{92};/);
    for (const attribute of ['HttpOnly', 'Secure', 'Path=/', 'SameSite=Lax']) expect(cookie).toContain(attribute);
  });

  test('of one account is nothing at another', async () => {
    const cookie = pairOf(deviceCookieOf(await logIn('owner@globex.test', DEMO_PASSWORD, HOME)));
    await hammer(OWNER);
    expect((await logIn(OWNER, DEMO_PASSWORD, HOME, { cookie })).status).toBe(429);
  });

  test('is not made up', async () => {
    const [known] = await db.admin`select user_id, id from rowseal_private.devices limit 1`;
    const bytes = Buffer.concat([
      Buffer.from(String(known?.['user_id']).replaceAll('-', '') + String(known?.['id']).replaceAll('-', ''), 'hex'),
      Buffer.alloc(33),
    ]);
    const [made] = await db.admin`select rowseal_private.format_token('rsd_', ${bytes}) as token`;
    await hammer(OWNER);
    const answer = await logIn(OWNER, DEMO_PASSWORD, HOME, { cookie: `${DEVICE_COOKIE_NAME}=${made?.['token']}` });
    expect(answer.status).toBe(429);
  });

  test('is held by the database as a hash only', async () => {
    const { body } = await logIn(OWNER, DEMO_PASSWORD, HOME, { transport: 'body' });
    const secret = Buffer.from(body.device_token.slice(4), 'base64url').subarray(32, 65);
    const rows = await db.admin`select device::text as shown from rowseal_private.devices as device`;
    for (const { shown } of rows) expect(shown).not.toContain(secret.toString('hex'));
  });

  test('of several accounts stays in one browser, where another port can add a cookie of its own', async () => {
    const first = pairOf(deviceCookieOf(await logIn(OWNER, DEMO_PASSWORD, HOME)));
    const both = pairOf(deviceCookieOf(await logIn('member@acme.test', DEMO_PASSWORD, HOME, { cookie: first })));
    expect(both.split('.')).toHaveLength(2);
    const planted = `${DEVICE_COOKIE_NAME}=junk; ${both}`;
    await hammer(OWNER);
    await hammer('member@acme.test', '203.0.113.1');
    for (const email of [OWNER, 'member@acme.test'])
      expect((await logIn(email, DEMO_PASSWORD, HOME, { cookie: planted })).status).toBe(200);
  });

  test('counts as a stranger’s after eleven wrong guesses, until its wait is over', async () => {
    const cookie = pairOf(deviceCookieOf(await logIn(OWNER, DEMO_PASSWORD, HOME)));
    await hammer(OWNER);
    const statuses = [];
    for (let n = 0; n < 12; n++) statuses.push((await logIn(OWNER, `guess ${n}`, HOME, { cookie })).status);
    expect(statuses).toEqual([...Array(11).fill(401), 429]);
    // The control: without a device not one would have been looked at.
    expect((await logIn(OWNER, 'guess', HOME)).status).toBe(429);
  });
});

describe('a password reset', () => {
  test('makes that device known, so that its owner can sign in however many strangers try', async () => {
    for (const transport of ['cookie', 'body']) {
      const answer = await send({
        method: 'POST',
        url: '/v1/auth/password/reset',
        payload: { token: await mailedProof(db.admin, 'reset_password', OWNER), password: DEMO_PASSWORD, transport },
      });
      expect(answer.status).toBe(transport === 'body' ? 200 : 204);
      await hammer(OWNER);
      // The control: on any other device they wait.
      expect((await logIn(OWNER, DEMO_PASSWORD, HOME)).status).toBe(429);
      const with_it =
        transport === 'body' ? { device_token: answer.body.device_token } : { cookie: pairOf(deviceCookieOf(answer)) };
      expect((await logIn(OWNER, DEMO_PASSWORD, HOME, with_it)).status).toBe(200);
    }
  });

  test('forgets every other device: who knew the former password may have kept one', async () => {
    const cookie = pairOf(deviceCookieOf(await logIn(OWNER, DEMO_PASSWORD, HOME)));
    await send({
      method: 'POST',
      url: '/v1/auth/password/reset',
      payload: { token: await mailedProof(db.admin, 'reset_password', OWNER), password: DEMO_PASSWORD },
    });
    await hammer(OWNER);
    expect((await logIn(OWNER, DEMO_PASSWORD, HOME, { cookie })).status).toBe(429);
  });
});

test('no key is derived for somebody who has to wait, whether or not the address has an account', async () => {
  // The control: who need not wait makes the server derive one.
  derivation.mockClear();
  await logIn(OWNER, DEMO_PASSWORD, HOME);
  expect(derivation).toHaveBeenCalled();
  await hammer(OWNER);
  derivation.mockClear();
  for (const email of [OWNER, 'nobody@acme.test']) expect((await logIn(email, DEMO_PASSWORD, HOME)).status).toBe(429);
  expect(derivation).not.toHaveBeenCalled();
});
