import { beforeEach, describe, expect, test } from 'vitest';
import { requireUncommon } from '#server/credentials/password-rules.ts';
import { normalAddress } from '#server/http/email-address.ts';
import { browserLike } from '#test/support/browser-like.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { outboxLinks } from '#test/support/outbox.ts';

const { db, app, send, token } = await demoApp({ graphql: false });
const linkTo = await outboxLinks(db.workerUrl);
const PASSWORD = 'a password of somebody';
const logIn = (email: string) =>
  send({ method: 'POST', url: '/v1/auth/token', payload: { provider: 'password', email, password: PASSWORD } });
const register = (email: string) =>
  send({ method: 'POST', url: '/v1/auth/register', payload: { email, password: PASSWORD } });
const usersAt = (domain: string) =>
  db.admin`select email from rowseal.users where email like ${`%@${domain}`} order by email`;

/** One address. */
const SPELLINGS = [
  'kim@bücher.example',
  'kim@xn--bcher-kva.example',
  'KIM@BÜCHER.EXAMPLE',
  'Kim@XN--BCHER-KVA.example',
  'kim@bu\u0308cher.example',
  'kim@bücher\u3002example',
  'kim@ｂücher.example',
  'kim@bü\u00ADcher.example',
];
const STORED = 'kim@xn--bcher-kva.example';

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
});

describe('an address in all its spellings', () => {
  test('is registered once, and its owner is told each time', async () => {
    for (const spelling of SPELLINGS) {
      await db.admin`delete from rowseal_private.throttles`;
      expect((await register(spelling)).status, spelling).toBe(202);
      // Of mails of one kind to one address that wait, the last is sent.
      if (spelling === SPELLINGS[0]) await linkTo(STORED, 'verify-email');
    }
    expect([...(await usersAt('xn--bcher-kva.example'))]).toEqual([{ email: STORED }]);
    expect(await db.admin`select from rowseal.users where email ~ '[^ -~]'`).toHaveLength(0);
    await linkTo(STORED, 'reset-password');
  });

  test.each(SPELLINGS)('%s signs in, on the page too', async (spelling) => {
    expect((await logIn(spelling)).status).toBe(200);
    expect(await browserLike(app).post('/sign-in', { email: spelling, password: PASSWORD })).toMatchObject({
      status: 303,
      location: '/account',
    });
  });

  test('is one account to the throttle of guesses', async () => {
    const guess = (email: string, n: number) =>
      send({
        method: 'POST',
        url: '/v1/auth/token',
        payload: { provider: 'password', email, password: 'a wrong password' },
        remoteAddress: `198.51.${n}.1`,
      });
    for (let n = 0; n < 40; n += 1) await guess(SPELLINGS[n % SPELLINGS.length] ?? '', n);
    const subjects = await db.admin<{ rows: number }[]>`
      select count(*)::int as rows from rowseal_private.throttles where kind = 'login_account'`;
    expect(subjects).toEqual([{ rows: 1 }]);
    for (const [n, spelling] of SPELLINGS.entries()) expect((await guess(spelling, 100 + n)).status).toBe(429);
  });

  test('gets the mail that resets its password, and the invitation that it may accept', async () => {
    const headers = { authorization: `Bearer ${await token('owner@acme.test')}`, 'x-rowseal-workspace': 'acme' };
    const links: string[] = [];
    for (const spelling of SPELLINGS.slice(0, 2)) {
      await send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email: spelling } });
      await linkTo(STORED, 'reset-password');
      const invited = {
        method: 'POST',
        url: '/v1/invitations',
        headers,
        payload: { email: spelling, role: 'viewer' },
      } as const;
      expect((await send(invited)).status, spelling).toBe(201);
      links.push(await linkTo(STORED, 'accept-invitation'));
    }
    const open = await db.admin`select email from rowseal.invitations where email = ${STORED} and revoked_at is null`;
    expect(open).toHaveLength(1);
    const { body } = await logIn('kim@bücher.example');
    const accept = async (link: string) => {
      const payload = { token: new URL(link).searchParams.get('token') };
      const bearer = { authorization: `Bearer ${body.access_token}` };
      return (await send({ method: 'POST', url: '/v1/invitations/accept', headers: bearer, payload })).status;
    };
    const statuses = [await accept(links[0] ?? ''), await accept(links[1] ?? '')];
    expect(statuses, 'the second has replaced the first').toEqual([400, 200]);
  });

  test('is no password for its own account', () => {
    for (const spelling of SPELLINGS) expect(() => requireUncommon(spelling, STORED), spelling).toThrow();
    expect(() => requireUncommon('kim@bucher.example', STORED), 'the control').not.toThrow();
  });
});

describe('an address that looks like another', () => {
  test.each([
    ['without its dots', 'kim@bucher.example'],
    ['spelt out', 'kim@buecher.example'],
    ['with a letter of another script', 'kim@b\u0446cher.example'],
    ['with a sharp s', 'kim@büßer.example'],
    ['in a subdomain', 'kim@mail.bücher.example'],
  ])('%s is another account: the control', async (_what, email) => {
    await register(email);
    expect((await logIn(email)).status).toBe(200);
    expect(await db.admin`select from rowseal.users where email = ${normalAddress(email) ?? ''}`).toHaveLength(1);
    expect(normalAddress(email)).not.toBe(STORED);
  });

  test.each([
    ['letters beyond ASCII before the @', 'k\u0131m@bücher.example'],
    ['the sign of kelvin', '\u212Aim@bücher.example'],
    ['a full-width at sign', 'kim\uFF20bücher.example'],
    ['quotation marks', '"kim"@bücher.example'],
    ['what parsers of URLs read on', 'kim@bücher.example/path'],
    ['a port', 'kim@bücher.example:25'],
    ['an escape', 'kim@b%C3%BCcher.example'],
    ['a number as its host', 'kim@0x7f.1'],
    ['an address literal', 'kim@[127.0.0.1]'],
    ['nothing to see between letters', 'kim@bü\u200Dcher.example'],
    ['half a letter', 'kim@b\uD800cher.example'],
    ['a label of 64 characters', `kim@${'x'.repeat(64)}.example`],
    ['65 characters before the @', `${'x'.repeat(65)}@bücher.example`],
    ['255 characters, as A-labels', `k@${'ü.'.repeat(26)}${'x'.repeat(42)}.example`],
  ])('with %s is refused', async (_what, email) => {
    expect((await register(email)).status).toBe(400);
    expect((await logIn(email)).status).toBe(400);
    expect((await browserLike(app).post('/sign-in', { email, password: PASSWORD })).status).toBe(401);
  });
});

test('every character that RFC 5322 has in an atom is of an address, which signs in and gets mail', async () => {
  const address = "!#$%&'*+-/=?^_`{|}~.azAZ09@atoms.example";
  const stored = "!#$%&'*+-/=?^_`{|}~.azaz09@atoms.example";
  expect((await register(address)).status).toBe(202);
  await linkTo(stored, 'verify-email');
  expect((await logIn(address)).status).toBe(200);
  const browser = browserLike(app);
  await browser.post('/sign-in', { email: address, password: PASSWORD });
  expect((await browser.get('/account')).html).toContain('!#$%&amp;&#39;*+-/=?^_`{|}~.azaz09@atoms.example');
});
