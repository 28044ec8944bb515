import { wcagContrast } from 'culori';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { readConfiguration } from '#server/env.ts';
import { brandProperties } from '#server/pages/brand.ts';
import { ACCOUNT_FORMS } from '#test/support/account-forms.ts';
import { browserLike, type Shown } from '#test/support/browser-like.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';
import { publicClient } from '#test/support/oauth-client.ts';
import { outboxLinks } from '#test/support/outbox.ts';

const { db, app, logIn, token } = await demoApp({ graphql: false });
const linkTo = await outboxLinks(db.workerUrl);
const HOSTILE = `"'><script>alert(1)</script>&`;
const MOVED = 'page-moved@new.test';
const client = await publicClient(db.admin, HOSTILE, 'https://client.test/callback');

const pathOf = (link: string) => link.slice(PUBLIC_URL.length);
const tokenOf = (link: string) => new URL(link).searchParams.get('token') ?? '';
const faulty = ({ html }: Shown) =>
  [...html.matchAll(/<input id="(\w+)"[^>]* aria-invalid="true"/g)].map(([, id]) => id);
const signedIn = async (email = 'member@acme.test', password = DEMO_PASSWORD) => {
  const browser = browserLike(app);
  expect(await browser.post('/sign-in', { email, password })).toMatchObject({ status: 303, location: '/account' });
  return browser;
};
const invite = async (email: string) => {
  const headers = { authorization: `Bearer ${await token('owner@acme.test')}`, 'x-rowseal-workspace': 'acme' };
  const payload = { email, role: 'member' };
  await app.inject({ method: 'POST', url: '/v1/invitations', headers, payload });
  return linkTo(email, 'accept-invitation');
};
const register = (email: string, password = 'a password of somebody') =>
  browserLike(app).post('/register', { email, password, name: '' });

const PASSKEY_SCRIPT = /<script src="\/pages\/passkeys\.js\?v=[0-9a-f]{12}" defer><\/script>/;

function expectPage(shown: Shown, status = 200) {
  expect(shown.status).toBe(status);
  expect(shown.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'strict-origin',
  });
  const policy = String(shown.headers['content-security-policy']);
  for (const directive of ["default-src 'none'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"])
    expect(policy.split('; ')).toContain(directive);
  expect(policy).not.toContain('unsafe');
  // The one script: of our own host, where a passkey needs it, and allowed there alone.
  const hasScript = PASSKEY_SCRIPT.test(shown.html);
  expect(policy.includes('script-src')).toBe(hasScript);
  if (hasScript) expect(policy).toContain("script-src 'self'; connect-src 'self';");
  expect(shown.html.replace(PASSKEY_SCRIPT, '')).not.toMatch(/<script|<style|\sstyle=|<[^>]*\son[a-z]+=|javascript:/i);
  expect(/<title>Error: /.test(shown.html), 'the title tells of an error').toBe(shown.html.includes('role="alert"'));
}

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
});

describe('a page', () => {
  test.each(['/sign-in', '/register', '/forgot-password'])('%s is complete without script or style', async (url) => {
    expectPage(await browserLike(app).get(url));
  });

  test('of an error is a page too, and says nothing of its cause', async () => {
    const member = await signedIn();
    expectPage(await member.get('/sign-in?request=nonsense'), 400);
    expectPage(await member.post('/account/sessions/end', { id: 'nonsense' }), 400);
    await db.admin`alter function rowseal_private.browser_claims rename to elsewhere`;
    try {
      const shown = await member.get('/account');
      expectPage(shown, 500);
      expect(shown.html).toContain('Something went wrong on our side');
      expect(shown.html).not.toContain('browser_claims');
    } finally {
      await db.admin`alter function rowseal_private.elsewhere rename to browser_claims`;
    }
    expectPage(await member.get('/account'));
  });

  test('elsewhere is still a problem document', async () => {
    expect((await browserLike(app).get('/v1/nothing')).headers['content-type']).toContain('application/problem+json');
  });

  test('whose address stays after a form leads on when it is opened anew', async () => {
    expect(await browserLike(app).get('/consent')).toMatchObject({ status: 303, location: '/account' });
    expectPage(await browserLike(app).get('/sign-out'));
  });
});

describe('/register', () => {
  test('answers the same whether the address was free or taken, and mails', async () => {
    const free = await register('free@pages.test');
    const taken = await register('owner@acme.test');
    expectPage(free);
    expect(taken.html).toBe(free.html.replaceAll('free@pages.test', 'owner@acme.test'));
    expect(taken.headers['set-cookie']).toBeUndefined();
    await linkTo('free@pages.test', 'verify-email');
    await linkTo('owner@acme.test', 'reset-password');
  });

  test.each([
    [{}, ['email', 'password']],
    [{ email: 'nobody', password: 'a password of somebody' }, ['email']],
    [{ email: 'new@pages.test', password: 'fourteen chars' }, ['password']],
    [{ email: 'new@pages.test', password: 'passwordpassword' }, ['password']],
    [{ email: 'new@pages.test', password: 'a password of somebody', name: 'x'.repeat(201) }, ['name']],
    [{ email: 'new@pages.test', password: 'a password of somebody', name: '\0' }, ['name']],
  ])('marks what is wrong in %j', async (fields, wrong) => {
    const shown = await browserLike(app).post('/register', fields);
    expectPage(shown, 400);
    expect(faulty(shown).sort()).toEqual(wrong);
    for (const field of wrong) expect(shown.html).toMatch(new RegExp(`aria-describedby="[^"]*${field}-fault`));
    expect(shown.html).not.toContain('value="a password');
  });

  test('says where registration is closed', async () => {
    await db.admin`update rowseal_private.settings set registration_open = false`;
    const shown = await register('closed@pages.test');
    await db.admin`update rowseal_private.settings set registration_open = true`;
    expectPage(shown, 403);
    expect(shown.html).toContain('by invitation only');
  });

  test('tells a network that registers many how long to wait, whether the address is free or taken', async () => {
    await db.admin`update rowseal_private.throttle_limits set free_attempts = 1, first_wait = '10 minutes' where kind = 'registration_network'`;
    await db.admin`delete from rowseal_private.throttles`;
    for (const email of ['first@pages.test', 'second@pages.test']) expectPage(await register(email));
    const free = await register('third@pages.test');
    const taken = await register('first@pages.test');
    await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000, first_wait = '1 second' where kind = 'registration_network'`;
    await db.admin`delete from rowseal_private.throttles`;
    expectPage(free, 429);
    expect(free.html).toContain('Try again in 10 minutes.');
    expect(free.headers['retry-after']).toMatch(/^[56][0-9]{2}$/);
    expect(taken.status).toBe(429);
    expect(taken.html).toBe(free.html.replaceAll('third@pages.test', 'first@pages.test'));
  });

  test('keeps the application that waits, and nothing else, on the way to signing in', async () => {
    const request = crypto.randomUUID();
    const shown = await browserLike(app).get(`/register?request=${request}&next=https://evil.test`);
    expect(shown.html).toContain(`href="/sign-in?request=${request}"`);
    expect(shown.html).not.toContain('evil');
    expectPage(await browserLike(app).get('/register?request=https://evil.test'), 400);
  });
});

describe('links in mail', () => {
  test('that verify an address are not used up by being opened, and say so when they were used', async () => {
    await register('scanned@pages.test');
    const link = await linkTo('scanned@pages.test', 'verify-email');
    for (let i = 0; i < 3; i++) expectPage(await browserLike(app).get(pathOf(link)));
    expect((await browserLike(app).post('/verify-email', { token: tokenOf(link) })).html).toContain('is confirmed');
    const again = await browserLike(app).post('/verify-email', { token: tokenOf(link) });
    expectPage(again);
    expect(again.html).toContain('Your email address is already confirmed');
    const [user] = await db.admin`select email_verified_at from rowseal.users where email = 'scanned@pages.test'`;
    expect(user?.['email_verified_at']).not.toBeNull();
  });

  test('that reset a password work once, and not for a password that guessers try', async () => {
    await register('forgetful@pages.test');
    const asked = await browserLike(app).post('/forgot-password', { email: 'forgetful@pages.test' });
    const unknown = await browserLike(app).post('/forgot-password', { email: 'unknown@pages.test' });
    expectPage(asked);
    expect(unknown.html.replaceAll('unknown@', 'forgetful@')).toBe(asked.html);
    const link = await linkTo('forgetful@pages.test', 'reset-password');
    expectPage(await browserLike(app).get(pathOf(link)));
    const reset = (password: string) => browserLike(app).post('/reset-password', { token: tokenOf(link), password });
    const refused = await reset('forgetful@pages.test');
    expectPage(refused, 400);
    expect(faulty(refused)).toEqual(['password']);
    expect((await reset('a new password of mine')).html).toContain('Your password was changed');
    expectPage(await reset('yet another password'), 400);
    await signedIn('forgetful@pages.test', 'a new password of mine');
  });

  test.each([
    ['ends personal access tokens, as the page says', undefined, 0],
    ['keeps them where the person says so', 'yes', 1],
  ])('that reset a password ask about personal access tokens: it %s', async (_, kept, left) => {
    const email = `scripts-${left}@pages.test`;
    await register(email);
    await db.admin`
      with person as (
        insert into rowseal.memberships (workspace_id, user_id, role)
        select workspaces.id, users.id, 'member' from rowseal.workspaces, rowseal.users where slug = 'acme' and users.email = ${email}
        returning workspace_id, user_id
      )
      insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
      select user_id, rowseal.uuidv7(), workspace_id, 'script', sha256('x'), 'abcd', now() + interval '1 day' from person`;
    await browserLike(app).post('/forgot-password', { email });
    const link = await linkTo(email, 'reset-password');
    expect((await browserLike(app).get(pathOf(link))).html).toMatch(/<input type="checkbox" name="keep_tokens"/);
    const fields = { token: tokenOf(link), ...(kept === undefined ? {} : { keep_tokens: kept }) };
    const refused = await browserLike(app).post('/reset-password', { ...fields, password: 'short' });
    expect(refused.html.includes(' checked>')).toBe(kept !== undefined);
    const done = await browserLike(app).post('/reset-password', { ...fields, password: 'a new password of mine' });
    expect(done.html).toContain('Your password was changed');
    const [tokens] = await db.admin`
      select count(*) filter (where revoked_at is null)::int as left from rowseal_private.personal_access_tokens as token
        join rowseal.users on users.id = token.user_id where users.email = ${email}`;
    expect(tokens?.['left']).toBe(left);
  });

  test.each(['verify-email', 'reset-password', 'accept-invitation'])('to %s that are broken say so', async (page) => {
    for (const broken of ['', 'rsv_x', HOSTILE]) {
      expectPage(await browserLike(app).get(`/${page}?token=${encodeURIComponent(broken)}`), 400);
      expectPage(await browserLike(app).post(`/${page}`, { token: broken, password: 'a password of somebody' }), 400);
    }
    expectPage(await browserLike(app).get(`/${page}`), 400);
  });

  test('that are asked for too often are answered with the time to wait', async () => {
    let last: Shown | undefined;
    for (let i = 0; i < 25; i++) last = await browserLike(app).post('/forgot-password', { email: `x${i}@pages.test` });
    expectPage(last as Shown, 429);
    expect(last?.headers['retry-after']).toMatch(/^[1-9][0-9]*$/);
    expect(last?.html).toMatch(/Try again in \d+ (second|minute)s?\./);
  });
});

describe('an invitation', () => {
  test('waits in a cookie of its own, not in an address, until its owner has signed in', async () => {
    const link = await invite('ina@pages.test');
    await register('ina@pages.test', 'a password of ina');
    const browser = browserLike(app);
    expectPage(await browser.get(pathOf(link)));
    const sent = await browser.post('/accept-invitation', { token: tokenOf(link) });
    expect(sent).toMatchObject({ status: 303, location: '/sign-in' });
    expect(String(sent.headers['set-cookie'])).toMatch(/^__Host-Http-.*HttpOnly; Secure; SameSite=Strict$/);
    const entered = await browser.post('/sign-in', { email: 'ina@pages.test', password: 'a password of ina' });
    expect(entered.location).toBe('/accept-invitation');
    expectPage(await browser.get('/accept-invitation'));
    expect((await browser.post('/accept-invitation')).html).toContain('You joined the workspace');
    expect([...browser.cookies.keys()]).toEqual(['__Host-Http-rowseal-refresh', '__Host-Http-rowseal-device']);
    expectPage(await browser.post('/accept-invitation', { token: tokenOf(link) }), 400);
  });

  test('for another address is refused, and can be put off', async () => {
    const link = await invite('ole@pages.test');
    const member = await signedIn();
    expectPage(await member.post('/accept-invitation', { token: tokenOf(link) }), 403);
    expect((await member.get('/sign-in')).location).toBe('/accept-invitation');
    await member.post('/accept-invitation/later');
    expect((await member.get('/sign-in')).location).toBe('/account');
  });

  test('is declined by who was invited alone, from the link in the mail too', async () => {
    const link = await invite('dora@pages.test');
    await register('dora@pages.test', 'a password of dora');
    const declining = await linkTo('dora@pages.test', 'decline-invitation');
    expect(tokenOf(declining)).toBe(tokenOf(link));
    const member = await signedIn();
    expectPage(await member.get(pathOf(declining)));
    expectPage(await member.post('/decline-invitation', { token: tokenOf(link) }), 403);
    const dora = browserLike(app);
    expect(await dora.post('/decline-invitation', { token: tokenOf(link) })).toMatchObject({ location: '/sign-in' });
    const entered = await dora.post('/sign-in', { email: 'dora@pages.test', password: 'a password of dora' });
    expect((await dora.get(entered.location)).html).toContain('action="/decline-invitation"');
    expect((await dora.post('/decline-invitation')).html).toContain('You declined the invitation');
    expectPage(await dora.post('/accept-invitation', { token: tokenOf(link) }), 400);
    expectPage(await dora.post('/decline-invitation', { token: tokenOf(link) }), 400);
    expectPage(await dora.get('/decline-invitation?token=broken'), 400);
  });

  test('is asked once more on the page where too much was tried', async () => {
    const link = await invite('dean@pages.test');
    await register('dean@pages.test', 'a password of dean');
    const dean = await signedIn('dean@pages.test', 'a password of dean');
    const ask = async (what: string) => (await dean.post(`/${what}-invitation`, { token: tokenOf(link) })).html;
    await ask('decline');
    await expect.poll(() => ask('decline'), { timeout: 20_000 }).toContain('id="alert"');
    for (const what of ['decline', 'accept'])
      expect(await ask(what)).toMatch(new RegExp(`id="alert"[^]*?<form method="post" action="/${what}-invitation">`));
    expect(await ask('decline')).not.toContain('action="/accept-invitation"');
    await db.admin`delete from rowseal_private.throttles`;
  });
});

describe('forms', () => {
  const FORMS = [
    '/sign-in',
    '/consent',
    '/register',
    '/forgot-password',
    '/reset-password',
    '/verify-email',
    '/accept-invitation',
    '/accept-invitation/later',
    '/decline-invitation',
    '/sign-out',
    '/account/sessions/end',
    '/account/sessions/end-others',
    '/account/apps/disconnect',
    '/account/tokens/revoke',
    ...ACCOUNT_FORMS,
  ];

  test.each(FORMS)('to %s that another site sends are refused', async (url) => {
    const member = await signedIn();
    for (const headers of [{ origin: 'https://evil.test' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, {}])
      expectPage(await member.post(url, {}, headers), 403);
    expect((await member.get('/account')).status, 'and nothing was done').toBe(200);
  });

  test.each(['next', 'return_to', 'redirect_uri', 'redirect', 'url', 'continue'])(
    'lead nowhere else by a field called %s',
    async (field) => {
      for (const target of ['https://evil.test', '//evil.test', '/\\evil.test', 'javascript:alert(1)']) {
        const more = { [field]: target };
        const browser = browserLike(app);
        const entered = await browser.post('/sign-in', { email: 'member@acme.test', password: DEMO_PASSWORD, ...more });
        expect(entered.location).toBe('/account');
        expect((await browser.get(`/sign-in?${new URLSearchParams(more)}`)).location).toBe('/account');
        expect((await browser.post('/account/sessions/end-others', more)).location).toBe('/account?done=sessions');
        expect((await browser.post('/sign-out', more)).html).not.toContain('evil');
      }
    },
  );

  test('say the same of a wrong password and of an address that nobody has', async () => {
    const attempt = (email: string) => browserLike(app).post('/sign-in', { email, password: 'not the right one' });
    const [wrong, unknown] = [await attempt('member@acme.test'), await attempt('nobody@acme.test')];
    expectPage(wrong, 401);
    expect(unknown.html.replaceAll('nobody@', 'member@')).toBe(wrong.html);
    expect(faulty(wrong), 'which of the two it is, is not told').toEqual([]);
    expect(wrong.headers['www-authenticate']).toBeUndefined();
  });
});

describe('what others have chosen', () => {
  test('is text on every page: names of people, applications and devices, and what was typed', async () => {
    await db.admin`update rowseal.users set name = ${HOSTILE} where email = 'member@acme.test'`;
    const member = await signedIn();
    const begun = await member.get(client.authorize());
    const next = /url=([^"]+)"/.exec(begun.html)?.[1] ?? '';
    const consent = await member.get(next);
    expectPage(consent);
    expect(consent.html).toContain('&lt;script&gt;alert(1)');
    const request = new URL(next, PUBLIC_URL).searchParams.get('request') ?? '';
    const allowed = await member.post('/consent', { request, decision: 'allow' });
    expect(allowed.location).toMatch(/^https:\/\/client\.test\/callback\?code=/);
    expect(allowed.headers['referrer-policy']).toBe('no-referrer');
    await app.inject({
      method: 'POST',
      url: '/v1/auth/token',
      headers: { 'user-agent': HOSTILE },
      payload: { provider: 'password', email: 'member@acme.test', password: DEMO_PASSWORD, transport: 'body' },
    });
    expectPage(await member.get('/account'));
    expectPage(await member.get(`/account?done=${encodeURIComponent(HOSTILE)}`));
    const typed = { email: HOSTILE, name: HOSTILE, password: HOSTILE };
    for (const url of ['/sign-in', '/register', '/forgot-password'])
      expect((await member.post(url, typed)).html.replace(PASSKEY_SCRIPT, '')).not.toContain('<script');
  });

  test('decides where a form may end up, and nothing else of the policy', async () => {
    for (const [uri, target] of [
      ['https://client.test/callback', 'https://client.test'],
      ['http://127.0.0.1:7777/callback', 'http://127.0.0.1:7777'],
      ['http://[::1]:7777/callback', 'http:'],
      ['com.example.app:/callback', 'com.example.app:'],
      ['com.example.app://a;sandbox/callback', 'com.example.app:'],
    ] as const) {
      const added = await publicClient(db.admin, 'An application', uri);
      const browser = browserLike(app);
      const begun = await browser.get(added.authorize());
      const shown = await browser.get(/url=([^"]+)"/.exec(begun.html)?.[1] ?? '');
      expectPage(shown);
      expect(shown.headers['content-security-policy'], uri).toContain(`form-action 'self' ${target};`);
    }
  });
});

describe('the account page', () => {
  test('is for who is signed in', async () => {
    expect(await browserLike(app).get('/account')).toMatchObject({ status: 303, location: '/sign-in' });
    expect(await browserLike(app).post('/account/sessions/end-others')).toMatchObject({ location: '/sign-in' });
  });

  test('changes a name, and says what is wrong with it', async () => {
    const member = await signedIn();
    const tooLong = await member.post('/account/name', { name: 'x'.repeat(201) });
    expectPage(tooLong, 400);
    expect(faulty(tooLong)).toEqual(['name']);
    expect(await member.post('/account/name', { name: HOSTILE })).toMatchObject({ location: '/account?done=name' });
    expect((await member.get('/account/name')).html).toContain('&lt;script&gt;');
    expect(await member.post('/account/name', { name: '' })).toMatchObject({ location: '/account?done=name' });
    expectPage(await member.get('/account?done=name'));
  });

  test('changes an address by a link to the new one, which the former one can undo', async () => {
    const email = 'page-of@new.test';
    await register(email);
    await browserLike(app).post('/verify-email', { token: tokenOf(await linkTo(email, 'verify-email')) });
    const owner = await signedIn(email, 'a password of somebody');
    expectPage(await owner.get('/account/email'));
    const wrong = await owner.post('/account/email', { email: 'nothing', current_password: '' });
    expectPage(wrong, 400);
    expect(faulty(wrong)).toEqual(['email']);
    expect(faulty(await owner.post('/account/email', { email, current_password: 'x' }))).toEqual(['email']);
    const guess = await owner.post('/account/email', { email: MOVED, current_password: 'not the password' });
    expect(faulty(guess)).toEqual(['current_password']);
    const fields = { email: MOVED, current_password: 'a password of somebody' };
    expectPage(await owner.post('/account/email', fields));
    expect((await owner.get('/account')).html).toContain(`Waiting for ${MOVED}`);
    const link = await linkTo(MOVED, 'confirm-address');
    expectPage(await browserLike(app).get(pathOf(link)));
    expectPage(await browserLike(app).post('/confirm-address', { token: tokenOf(link) }));
    expectPage(await browserLike(app).post('/confirm-address', { token: tokenOf(link) }), 400);
    const back = await linkTo(email, 'restore-address');
    expectPage(await browserLike(app).get(pathOf(back)));
    const common = await browserLike(app).post('/restore-address', { token: tokenOf(back), password: 'a'.repeat(16) });
    expect(faulty(common)).toEqual(['password']);
    const restored = { token: tokenOf(back), password: 'the password after the undoing' };
    expectPage(await browserLike(app).post('/restore-address', restored));
    expect((await owner.get('/account')).status, 'every session has ended').toBe(303);
    await signedIn(email, 'the password after the undoing');
    expectPage(await browserLike(app).get('/restore-address?token=nonsense'), 400);
  });

  test('exports what is kept, and deletes the account, which signing in restores', async () => {
    const email = 'page-leaving@new.test';
    const password = 'a password of somebody';
    await register(email);
    const owner = await signedIn(email, password);
    expectPage(await owner.get('/account/export'));
    expect(faulty(await owner.post('/account/export', { current_password: 'x' }))).toEqual(['current_password']);
    const ready = await owner.post('/account/export', { current_password: password });
    const fields = { token: /name="token" value="([^"]+)"/.exec(ready.html)?.[1] ?? '' };
    const exported = await owner.post('/account/export/download', fields);
    expect(exported.headers['content-disposition']).toContain('attachment');
    expect(JSON.parse(exported.html).account.email).toBe(email);
    expectPage(await owner.post('/account/export/download', fields), 400);
    expectPage(await owner.get('/account/delete'));
    expect(faulty(await owner.post('/account/delete', { current_password: 'x' }))).toEqual(['current_password']);
    expectPage(await owner.post('/account/delete', { current_password: password }));
    expect((await owner.get('/account')).location, 'everything has ended').toBe('/sign-in');
    const link = await linkTo(email, 'restore-account');
    expectPage(await owner.get(pathOf(link)));
    const offered = await owner.post('/sign-in', { email, password });
    expectPage(offered);
    const token = /name="token" value="([^"]+)"/.exec(offered.html)?.[1] ?? '';
    expectPage(await owner.post('/restore-account', { token }));
    expectPage(await owner.post('/restore-account', { token: tokenOf(link) }), 400);
    await signedIn(email, password);
    const sole = await signedIn('owner@globex.test');
    expect((await sole.get('/account/delete')).html).toContain('globex');
  });

  test('has a button of another name for each session, also where several began on one device at once', async () => {
    const email = 'member@globex.test';
    await app.inject({ method: 'POST', url: '/v1/auth/register', payload: { email, password: DEMO_PASSWORD } });
    const browser = await signedIn(email);
    for (let n = 0; n < 3; n++) await signedIn(email);
    const { html } = await browser.get('/account');
    const names = [...html.matchAll(/action="\/account\/sessions\/end">.*?aria-label="([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(names).toHaveLength(3);
    expect(new Set(names).size).toBe(3);
    expect(names[0]).toMatch(/, begun .* UTC, last used .* UTC/);
  });

  test("ends sessions, but nobody else's", async () => {
    const [owner, member] = [await signedIn('owner@acme.test'), await signedIn('member@acme.test')];
    await logIn('member@acme.test', { transport: 'body' });
    const id = /name="id" value="([^"]+)"/.exec((await member.get('/account')).html)?.[1] ?? '';
    await owner.post('/account/sessions/end', { id });
    expect((await member.get('/account')).html, 'still there').toContain(id);
    expect((await member.post('/account/sessions/end', { id })).location).toBe('/account?done=session');
    expect((await member.get('/account?done=session')).html).not.toContain(id);
    await member.post('/sign-out');
    expect((await member.get('/account')).location).toBe('/sign-in');
  });
});

describe('the brand', () => {
  test('has a colour that can be read wherever it is used, whatever it is', () => {
    const value = (css: string, name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(css)?.[1] ?? '';
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
        const css = brandProperties(`#${number.toString(16).padStart(6, '0')}`);
        expect(wcagContrast(value(css, 'brand'), value(css, 'on-brand'))).toBeGreaterThanOrEqual(4.5);
        for (const ground of ['#f6f7f9', '#ffffff'])
          expect(wcagContrast(value(css, 'accent-light'), ground)).toBeGreaterThanOrEqual(4.5);
        for (const ground of ['#14161a', '#1d2026'])
          expect(wcagContrast(value(css, 'accent-dark'), ground)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 2000 },
    );
  });

  test('comes from the environment', () => {
    const env = {
      ROWSEAL_BRAND_NAME: 'Müller & Söhne',
      ROWSEAL_BRAND_LOGO: '/logo.svg',
      ROWSEAL_BRAND_COLOR: '#FFEB3B',
    };
    expect(readConfiguration(env).brand).toEqual({ name: 'Müller & Söhne', logo: '/logo.svg', color: '#FFEB3B' });
    expect(readConfiguration({}).brand).toEqual({ name: 'Rowseal', logo: undefined, color: '#3451b2' });
    expect(readConfiguration({ ROWSEAL_BRAND_LOGO: 'https://cdn.test/l.png' }).brand.logo).toBe(
      'https://cdn.test/l.png',
    );
  });

  test.each([
    ['ROWSEAL_BRAND_NAME', 'two\nlines'],
    ['ROWSEAL_BRAND_NAME', 'x'.repeat(61)],
    ['ROWSEAL_BRAND_LOGO', '//evil.test/logo.png'],
    ['ROWSEAL_BRAND_LOGO', 'javascript:alert(1)'],
    ['ROWSEAL_BRAND_LOGO', 'http://insecure.test/logo.png'],
    ['ROWSEAL_BRAND_LOGO', 'https://'],
    ['ROWSEAL_BRAND_COLOR', 'red'],
    ['ROWSEAL_BRAND_COLOR', '#fff; } body { display: none'],
  ])('is refused where %s is %j', (name, value) => {
    expect(() => readConfiguration({ [name]: value })).toThrow(name);
  });
});
