import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { returnAddress } from '#server/pages/return-to.ts';
import { browserLike } from '#test/support/browser-like.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';

// Applications send people here to sign in, or to confirm who they are, and have them back.
const PARTNER = 'https://app.partner.test';
const { app, db } = await demoApp({ graphql: false, allowedOrigins: [PARTNER] });
const login = { email: 'member@acme.test', password: DEMO_PASSWORD };
const asked = (page: string, address: string) => `${page}?${new URLSearchParams({ return_to: address })}`;

async function signedIn() {
  const browser = browserLike(app);
  expect((await browser.post('/sign-in', login)).location).toBe('/account');
  return browser;
}

describe('return_to', () => {
  test('leads back to a page of the own host after signing in, once', async () => {
    const browser = browserLike(app);
    expect((await browser.get(asked('/sign-in', '/workspaces-of-the-application/acme?page=2'))).status).toBe(200);
    // What goes wrong in between does not lose it.
    expect((await browser.post('/sign-in', { ...login, password: 'wrong' })).status).toBe(401);
    await db.admin`delete from rowseal_private.throttles`;
    const sent = await browser.post('/sign-in', login);
    expect([sent.status, sent.location]).toEqual([303, `${PUBLIC_URL}/workspaces-of-the-application/acme?page=2`]);
    expect((await browser.get('/sign-in')).location).toBe('/account');
  });

  test('leads to a page of an allowed origin by a navigation of our own, which no form-action stops', async () => {
    const browser = browserLike(app);
    await browser.get(asked('/sign-in', `${PARTNER}/notes?a=1&b="2"`));
    const sent = await browser.post('/sign-in', login);
    expect(sent.status).toBe(200);
    expect(sent.html).toContain(`content="0;url=${PARTNER}/notes?a=1&amp;b=%222%22"`);
  });

  test('of somebody who is signed in already leads there at once', async () => {
    const browser = await signedIn();
    expect((await browser.get(asked('/sign-in', '/notes'))).location).toBe(`${PUBLIC_URL}/notes`);
  });

  test('stays through making an account', async () => {
    const browser = browserLike(app);
    await browser.get(asked('/register', '/welcome'));
    await browser.get('/sign-in');
    expect((await browser.post('/sign-in', login)).location).toBe(`${PUBLIC_URL}/welcome`);
  });

  test('leads back from confirming who one is, and not from one that was asked for otherwise', async () => {
    const browser = await signedIn();
    expect((await browser.get(asked('/step-up', `${PARTNER}/pay`))).status).toBe(200);
    const confirmed = await browser.post('/step-up', { password: DEMO_PASSWORD, back: '/account' });
    expect(confirmed.html).toContain(`content="0;url=${PARTNER}/pay"`);
    // The control: one that was left open.
    await browser.get(asked('/step-up', '/pay'));
    await browser.get('/step-up?back=/account/email');
    const own = await browser.post('/step-up', { password: DEMO_PASSWORD, back: '/account/email' });
    expect(own.location).toBe('/account/email');
  });

  test('of somebody who has to sign in first leads back afterwards', async () => {
    const browser = browserLike(app);
    expect((await browser.get(asked('/step-up', '/pay'))).location).toBe('/sign-in');
    expect((await browser.post('/sign-in', login)).location).toBe(`${PUBLIC_URL}/pay`);
  });
});

const OTHERS = [
  'https://evil.test/',
  '//evil.test/',
  '/\\evil.test/',
  '\\\\evil.test',
  'https:evil.test',
  ' //evil.test',
  '/\t/evil.test',
  'javascript:alert(1)',
  `blob:${PUBLIC_URL}/0b5b5d4c-5a0a-4d4c-9a8f-0e4f2a1c6a11`,
  'data:text/html,x',
  `${PUBLIC_URL}@evil.test/`,
  `${PUBLIC_URL}.evil.test/`,
  PUBLIC_URL.replace('://', '://user:password@'),
  PUBLIC_URL.replace('4000', '4001'),
  'https://partner.test/',
  `${PARTNER}:8443/`,
  PARTNER.replace('https', 'http'),
  `/${'a'.repeat(3000)}`,
];

describe('an address that nobody is sent to', () => {
  test.each(OTHERS)('%s', async (address) => {
    const browser = browserLike(app);
    await browser.get(asked('/sign-in', address));
    expect((await browser.post('/sign-in', login)).location).toBe('/account');
    expect((await browser.get(asked('/sign-in', address))).location).toBe('/account');
  });

  test('two of them are none, and neither is what somebody has put into the cookie', async () => {
    const browser = browserLike(app);
    await browser.get('/sign-in?return_to=/a&return_to=/b');
    browser.cookies.set('__Host-Http-rowseal-return-to', encodeURIComponent('https://evil.test/'));
    expect((await browser.post('/sign-in', login)).location).toBe('/account');
  });

  test('an origin that is allowed is gone to: the control', () => {
    const origins = [PUBLIC_URL, 'https://evil.test', 'http://evil.test', PARTNER];
    expect(
      ['https://evil.test/', '//evil.test/', '/\\evil.test/', 'https:evil.test'].map((each) =>
        returnAddress(each, origins),
      ),
    ).toEqual(['https://evil.test/', 'http://evil.test/', 'http://evil.test/', 'https://evil.test/']);
  });
});
