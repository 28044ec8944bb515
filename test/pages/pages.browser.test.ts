import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { buildApp } from '#server/app.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { readTree, treeFaults } from '#test/support/accessibility-tree.ts';
import { CHROMIUM, openBrowser, WHY_SKIPPED } from '#test/support/browser.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { inspect, SCHEMES } from '#test/support/gallery.ts';
import { FOCUSED, press, tabTo, tick, type } from '#test/support/keyboard.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { publicClient } from '#test/support/oauth-client.ts';
import { outboxLinks } from '#test/support/outbox.ts';
import { startUpstream, storeProvider } from '#test/support/upstream.ts';

/** A server that answers every request with an empty page: an application that waits for its answer, or a port to be taken over. */
async function site(): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((_request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>The application</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function freePort(): Promise<number> {
  const { port, close } = await site();
  await close();
  return port;
}

/** A page on which nothing is missing, and what breaks it: something, what stands in its place, and what is to be heard then. */
const SOUND = `<!doctype html><html lang="en"><title>Error: A page</title><header>Rowseal</header><main><h1>A page</h1>
  <div role="alert"><p>Enter a code.</p></div><h2>A part</h2><img alt="QR code" src="data:,">
  <form><label for="code">Code</label><p id="fault">Enter a code.</p><input id="code" aria-invalid="true" aria-describedby="fault">
  <fieldset><legend>What it allows</legend><label><input type="checkbox"> Reading</label></fieldset><button>Save</button></form>
  <p role="status">Saved.</p></main><nav aria-label="Other options"><a href="/">Back</a></nav>`;
const BREAKS: [string, string, string[]][] = [
  ['<title>Error: A page</title>', '<title></title>', ['the page has no title']],
  ['<header>Rowseal</header>', '', ['0 landmarks are banner']],
  ['<header>', '<header></header><header>', ['2 landmarks are banner']],
  ['<h1>A page</h1>', '<p>A page</p>', ['0 headings are of level 1', 'a heading of level 2 comes too early']],
  ['<h2>A part</h2>', '<h1>A part</h1>', ['2 headings are of level 1']],
  ['<h2>A part</h2>', '<h3>A part</h3>', ['a heading of level 3 comes too early']],
  ['<h2>A part</h2>', '<h2></h2>', ['a heading is empty']],
  ['alt="QR code"', '', ['a image has no name']],
  [' for="code"', '', ['a textbox has no name']],
  ['<button>Save</button>', '<button></button>', ['a button has no name']],
  ['<button>Save</button>', '<div tabindex="0" aria-label="Save"></div>', ['Save takes the focus, and is nothing']],
  ['</legend>', '</legend><label><input type="checkbox"></label>', ['a checkbox has no name']],
  ['<legend>What it allows</legend>', '', ['a group has no name']],
  [' aria-describedby="fault"', '', ['Code does not say its error']],
  [' role="alert"', '', ['the error is announced nowhere']],
  ['<p role="status">Saved.</p>', '<p role="status"></p>', ['a status says nothing']],
  [' aria-label="Other options"', '', ['a navigation has no name']],
  ['</nav>', '</nav><nav aria-label="Other options"></nav>', ['navigation Other options is there twice']],
  ['</nav>', '</nav><a href="/x">Away</a>', ['link Away is in no landmark']],
];

// All of them with ROWSEAL_LONG=1 (npm run test:long); test/pages/pages.test.ts computes the contrast of many more.
const COLOURS =
  process.env['ROWSEAL_LONG'] === '1'
    ? ['#ffffff', '#000000', '#ffeb3b', '#777777', '#ff0000']
    : ['#ffeb3b', '#777777'];

const port = await freePort();
const url = `http://localhost:${port}`;
const { db, app, token } = await demoApp({ publicUrl: url, development: true, graphql: false });
const linkTo = await outboxLinks(db.workerUrl, url);
await app.listen({ port, host: '127.0.0.1' });
const application = await site();
afterAll(() => application.close());
const client = await publicClient(db.admin, 'Calendar & <Friends>', `http://127.0.0.1:${application.port}/callback`);
const browser = CHROMIUM ? await openBrowser() : undefined;

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (browser as Browser).newContext(options);
  return context.newPage();
}

const heading = (page: Page) => page.locator('h1').innerText();

async function signIn(page: Page, email: string, password = DEMO_PASSWORD): Promise<void> {
  await type(page, 'Email address', email);
  await type(page, 'Password', password);
  await press(page, 'Sign in');
}

async function begin(page: Page, more: Record<string, string> = {}): Promise<void> {
  await page.goto(url + client.authorize(more));
  await page.waitForURL(`${url}/sign-in?request=*`);
  await page.locator('h1').waitFor();
}

/** What the application was answered. */
async function answerOf(page: Page): Promise<Record<string, string>> {
  await page.waitForURL(`${client.redirectUri}?*`);
  return Object.fromEntries(new URL(page.url()).searchParams);
}

async function redeem(code: string | undefined): Promise<{ status: number; body: Record<string, string> }> {
  const { verifier: code_verifier, redirectUri: redirect_uri, id: client_id } = client;
  const answer = await fetch(`${url}/v1/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: code ?? '',
      client_id,
      redirect_uri,
      code_verifier,
    }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

beforeEach(async () => {
  await db.admin`delete from rowseal_private.throttles`;
});

describe.skipIf(!CHROMIUM)(`in Chromium, with the keyboard alone${WHY_SKIPPED}`, () => {
  test('somebody registers, confirms, signs in for an application, allows it, and takes it back', async () => {
    const page = await newPage();
    await page.goto(`${url}/register`);
    await inspect(page, 'register');
    await type(page, 'Name (optional)', 'Eve <i>Walker</i>');
    await type(page, 'Email address', 'eve@walk.test');
    await type(page, 'Password', 'passwordpassword');
    await press(page, 'Create account');
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.evaluate(FOCUSED), 'the field at fault has the focus').toBe('Password');
    const invalid = page.locator('[aria-invalid]');
    expect([await invalid.count(), await invalid.getAttribute('name')]).toEqual([1, 'password']);
    expect(await page.getByRole('alert').innerText()).toContain('attackers');
    expect(await page.inputValue('#name'), 'the rest is kept').toBe('Eve <i>Walker</i>');
    await inspect(page, 'register-refused');
    await type(page, 'Password', 'a password of eve');
    await press(page, 'Create account');
    expect(await heading(page)).toBe('Check your email');
    await inspect(page, 'register-done');

    await page.goto(await linkTo('eve@walk.test', 'verify-email'));
    await inspect(page, 'verify-email');
    await press(page, 'Confirm my address');
    expect(await heading(page)).toBe('Your email address is confirmed');
    await inspect(page, 'verify-email-done');

    await begin(page);
    await inspect(page, 'sign-in-for-application');
    await signIn(page, 'eve@walk.test', 'not the password of eve');
    expect(await page.title()).toMatch(/^Error: Sign in/);
    expect(await page.getByRole('alert').innerText()).toBe('Incorrect email or password.');
    expect(await page.evaluate(FOCUSED)).toBe('Password');
    expect(await page.locator(':focus').getAttribute('aria-describedby'), 'is read with the field').toBe('alert');
    await inspect(page, 'sign-in-refused');
    await signIn(page, 'eve@walk.test', 'a password of eve');
    expect(await heading(page)).toBe('Calendar & <Friends> wants access to your account');
    await inspect(page, 'consent');
    await press(page, 'Allow');
    const { code, ...answer } = await answerOf(page);
    expect(answer).toEqual({ state: 'state of the client', iss: url });
    expect((await redeem(code)).status).toBe(200);

    await page.goto(`${url}/account`);
    await inspect(page, 'account');
    await press(page, 'Disconnect Calendar & <Friends>');
    expect(await page.getByRole('status').innerText()).toBe('The application no longer has access.');
    expect(await page.locator('main').innerText()).not.toContain('Calendar');
    await press(page, 'Sign out');
    expect(await heading(page)).toBe('You are signed out');
    await inspect(page, 'signed-out');
    await page.context().close();
  });

  test('somebody with two workspaces chooses one, and denies the next request', async () => {
    const page = await newPage();
    await begin(page, { scope: 'openid profile email offline_access notes:read notes:write' });
    await signIn(page, 'owner@globex.test');
    await inspect(page, 'consent-with-workspaces');
    // Both were made in one millisecond: either may come first.
    await tabTo(page, /^(Acme|Globex) /);
    if ((await page.evaluate(FOCUSED)) === 'Acme (member)') await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    expect(await page.evaluate(FOCUSED)).toBe('Globex (owner)');
    await press(page, 'Allow');
    const { body } = await redeem((await answerOf(page))['code']);
    expect(body['scope']).toBe('openid profile email offline_access notes:read notes:write');

    await page.goto(url + client.authorize({ prompt: 'consent' }));
    await page.getByRole('button', { name: 'Deny' }).waitFor();
    await press(page, 'Deny');
    expect(await answerOf(page)).toEqual({ error: 'access_denied', state: 'state of the client', iss: url });

    await page.goto(url + client.authorize({ prompt: 'login' }));
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    await press(page, 'Cancel');
    expect(await answerOf(page)).toMatchObject({ error: 'access_denied' });
    await page.context().close();
  });

  test('somebody signs in by a code from their mail, in this browser alone', async () => {
    await db.admin`update rowseal_private.settings set email_codes = true`;
    const page = await newPage();
    await expect
      .poll(async () => {
        await page.goto(`${url}/sign-in`);
        return page.locator('main').innerText();
      })
      .toContain('Email me a code');
    await inspect(page, 'sign-in-with-codes');
    await press(page, 'Email me a code');
    await inspect(page, 'ask-mailed-code');
    await type(page, 'Email address', 'member@acme.test');
    await press(page, 'Send the code');
    expect(await heading(page)).toBe('Check your email');
    await inspect(page, 'mailed-code');
    const link = await linkTo('member@acme.test', 'sign-in-mailed-code');
    const elsewhere = await newPage();
    await elsewhere.goto(link);
    expect(await heading(elsewhere)).toBe('Go back to the browser in which you asked');
    await inspect(elsewhere, 'mailed-code-elsewhere');
    await elsewhere.context().close();
    await type(page, 'Code from the email', '0000-0000');
    await press(page, 'Sign in');
    expect(await page.evaluate(FOCUSED)).toBe('Code from the email');
    await inspect(page, 'mailed-code-refused');
    await type(page, 'Code from the email', new URL(link).searchParams.get('code') ?? '');
    await press(page, 'Sign in');
    expect(await heading(page)).toBe('Your account');
    await page.context().close();
    await db.admin`update rowseal_private.settings set email_codes = false`;
  });

  test('somebody who has lost every factor asks for a link, is stopped from another session, waits, and has them removed', async () => {
    const before = await newPage();
    await before.goto(`${url}/sign-in`);
    await signIn(before, 'member@acme.test');
    await db.admin`
      insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
      select id, rowseal.uuidv7(), 'a.b.c.d.e', now() from rowseal.users where email = 'member@acme.test'`;
    const page = await newPage();
    await page.goto(`${url}/sign-in`);
    await signIn(page, 'member@acme.test');
    await inspect(page, 'second-factor-lost');
    await press(page, 'I have lost all of these');
    await inspect(page, 'lost-factors');
    const asks = async () => {
      await page.goto(`${url}/lost-factors`);
      await type(page, 'Email address', 'member@acme.test');
      await press(page, 'Send the link');
      await page.goto(await linkTo('member@acme.test', 'recover-factors'));
    };
    await asks();
    await inspect(page, 'recover-factors');
    await press(page, 'Continue');
    expect(await heading(page)).toBe('The wait has begun');
    await inspect(page, 'recover-factors-begun');
    await before.reload();
    await inspect(before, 'account-recovery');
    await press(before, 'Stop it');
    expect(await before.getByRole('status').innerText()).toBe('Stopped: your authenticator app and passkeys stay.');

    await asks();
    const link = page.url();
    await press(page, 'Continue');
    await db.admin`update rowseal_private.factor_recoveries set ready_at = now()`;
    await page.goto(link);
    await press(page, 'Continue');
    expect(await heading(page)).toBe('Two-step sign-in is off');
    await inspect(page, 'recover-factors-done');
    await press(page, 'Sign in');
    await signIn(page, 'member@acme.test');
    expect(await heading(page), 'in one step').toBe('Your account');
    await before.reload();
    expect(new URL(before.url()).pathname, 'every session has ended').toBe('/sign-in');
    await Promise.all([page.context().close(), before.context().close()]);
  });

  test('somebody forgets their password, and chooses another one', async () => {
    const page = await newPage();
    await page.goto(`${url}/sign-in`);
    await inspect(page, 'sign-in');
    await press(page, 'Forgot your password?');
    await inspect(page, 'forgot-password');
    await type(page, 'Email address', 'viewer@acme.test');
    await press(page, 'Send the link');
    expect(await heading(page)).toBe('Check your email');
    await inspect(page, 'forgot-password-done');
    const link = await linkTo('viewer@acme.test', 'reset-password');
    await page.goto(link);
    await inspect(page, 'reset-password');
    await type(page, 'New password', 'viewer@acme.test');
    await press(page, 'Save password');
    expect(await page.evaluate(FOCUSED)).toBe('New password');
    await inspect(page, 'reset-password-refused');
    await type(page, 'New password', 'another one of the viewer');
    await press(page, 'Save password');
    expect(await heading(page)).toBe('Your password was changed');
    await inspect(page, 'reset-password-done');
    await press(page, 'Sign in');
    await signIn(page, 'viewer@acme.test', 'another one of the viewer');
    expect(await heading(page)).toBe('Your account');

    await page.goto(link);
    await type(page, 'New password', 'yet another one of the viewer');
    await press(page, 'Save password');
    expect(await heading(page)).toBe('This link has expired or was already used');
    await inspect(page, 'reset-password-worthless');
    await page.context().close();
  });

  test('somebody who was invited makes an account and becomes a member', async () => {
    const invitation = await app.inject({
      method: 'POST',
      url: '/v1/invitations',
      headers: { authorization: `Bearer ${await token('owner@acme.test')}`, 'x-rowseal-workspace': 'acme' },
      payload: { email: 'ivy@walk.test', role: 'member' },
    });
    expect(invitation.statusCode).toBe(201);
    const page = await newPage();
    await page.goto(await linkTo('ivy@walk.test', 'accept-invitation'));
    await inspect(page, 'accept-invitation');
    await press(page, 'Accept');
    expect(page.url(), 'the invitation is in no address').toBe(`${url}/sign-in`);
    await signIn(page, 'member@acme.test');
    await inspect(page, 'accept-invitation-signed-in');
    await press(page, 'Accept');
    expect(await heading(page)).toBe('This invitation is for another address');
    await inspect(page, 'invitation-for-another');
    await press(page, 'Sign out');
    await press(page, 'Sign in again');
    await press(page, 'Create an account');
    await type(page, 'Email address', 'ivy@walk.test');
    await type(page, 'Password', 'a password of ivy');
    await press(page, 'Create account');
    await press(page, 'Sign in');
    await signIn(page, 'ivy@walk.test', 'a password of ivy');
    expect(await heading(page)).toBe('Accept the invitation');
    await press(page, 'Accept');
    expect(await heading(page)).toBe('You joined the workspace');
    await inspect(page, 'invitation-accepted');
    await page.context().close();
  });

  test('the whole way: two people register, share a workspace, use a token and a service, leave, and delete', async () => {
    const [page, other] = [await newPage(), await newPage()];
    const said = (person = page) => person.getByRole('status').innerText();
    const members = async (secret: string) =>
      (await fetch(`${url}/v1/members`, { headers: { authorization: `Bearer ${secret}` } })).status;
    const register = async (person: Page, email: string) => {
      await type(person, 'Email address', email);
      await type(person, 'Password', `the password of ${email}`);
      await press(person, 'Create account');
    };
    await page.goto(`${url}/register`);
    await register(page, 'wanda@walk.test');
    await page.goto(await linkTo('wanda@walk.test', 'verify-email'));
    await press(page, 'Confirm my address');
    await page.goto(`${url}/sign-in`);
    await signIn(page, 'wanda@walk.test', 'the password of wanda@walk.test');
    await press(page, 'Your workspaces');
    await inspect(page, 'workspaces');
    await type(page, 'Name', 'Walk');
    await type(page, /^Short name/, 'walk');
    await press(page, 'Create');
    expect(await said()).toBe('The workspace was created.');

    await type(page, 'Email address', 'wanda@walk.test');
    await press(page, 'Send the invitation');
    expect(await page.getByRole('alert').innerText()).toBe('This conflicts with something that already exists');
    await inspect(page, 'workspace-refused');
    await type(page, 'Email address', 'otto@walk.test');
    await press(page, 'Send the invitation');
    expect(await said()).toBe('The invitation was sent.');
    const first = await linkTo('otto@walk.test', 'accept-invitation');
    await inspect(page, 'workspace');
    await press(page, 'Send again the invitation to otto@walk.test');
    expect(await said()).toContain('was sent again');
    await type(page, 'Email address', 'nobody@walk.test');
    await press(page, 'Send the invitation');
    await press(page, 'Revoke the invitation to nobody@walk.test');
    expect(await said()).toBe('The invitation was revoked.');

    // The other person, by the link that was mailed last.
    const second = await linkTo('otto@walk.test', 'accept-invitation');
    await other.goto(second.replace('accept', 'decline'));
    await inspect(other, 'decline-invitation');
    await press(other, 'Accept it instead');
    await press(other, 'Accept');
    await press(other, 'Create an account');
    await register(other, 'otto@walk.test');
    await press(other, 'Sign in');
    await signIn(other, 'otto@walk.test', 'the password of otto@walk.test');
    await press(other, 'Accept');
    expect(await heading(other)).toBe('You joined the workspace');
    await other.goto(first);
    await press(other, 'Accept');
    expect(await heading(other), 'the link before was void').toBe('This invitation has expired or was already used');

    // A role of the workspace, and somebody who has it.
    await page.goto(`${url}/workspaces/walk`);
    await press(page, 'Roles');
    await inspect(page, 'workspace-roles');
    await type(page, 'Name', 'No Role');
    await press(page, 'Create the role');
    expect(await page.evaluate(FOCUSED), 'the field at fault has the focus').toBe('Name');
    await inspect(page, 'workspace-roles-refused');
    await type(page, 'Name', 'reader');
    await tick(page, /members:read$/);
    await press(page, 'Create the role');
    expect(await said()).toBe('The role was created.');
    await press(page, 'Overview');
    await tabTo(page, 'Role of otto@walk.test');
    await page.keyboard.type('reader');
    await press(page, 'Change the role of otto@walk.test');
    expect(await said()).toBe('The role was changed.');
    await press(page, 'Roles and tokens of otto@walk.test');
    await inspect(page, 'workspace-member');
    await press(page, 'Save');
    expect(await said()).toBe('The roles were changed.');
    await press(page, 'Roles');
    await press(page, 'Change the role reader');
    await inspect(page, 'workspace-role');
    await tick(page, /tokens:read$/);
    await press(page, 'Save');
    expect(await said()).toBe('The role was changed.');

    // A token, used at once.
    await press(page, 'Your tokens');
    await type(page, 'Name', 'My <b>script</b>');
    await press(page, 'Create the token');
    expect(await page.getByRole('alert').innerText()).toBe('Choose at least one thing that it allows.');
    expect(await page.evaluate(FOCUSED), 'the first box has the focus').toMatch(/:\w+$/);
    await inspect(page, 'workspace-tokens-refused');
    await tick(page, /members:read$/);
    await press(page, 'Create the token');
    expect(await page.evaluate(FOCUSED)).toBe('Token');
    await inspect(page, 'new-token');
    expect(await members(await page.inputValue('#secret'))).toBe(200);
    await press(page, 'I have saved it');
    await inspect(page, 'workspace-tokens');

    // A webhook, with its secret.
    await press(page, 'Webhooks');
    await type(page, 'Address', 'https://hooks.test/events');
    await press(page, 'Create the webhook');
    expect(await page.inputValue('#secret')).toMatch(/^whsec_/);
    await press(page, 'I have saved it');
    await press(page, 'Send a test');
    await inspect(page, 'workspace-webhook');
    await press(page, 'Back to the webhooks');
    await inspect(page, 'workspace-webhooks');

    // A service with a key.
    await press(page, 'Services');
    await type(page, 'Name', 'Import');
    await tick(page, /members:read$/);
    await press(page, 'Create the service');
    await inspect(page, 'workspace-services');
    await press(page, 'Open Import');
    await press(page, 'Create a key');
    const key = await page.inputValue('#secret');
    expect(await members(key)).toBe(200);
    await press(page, 'I have saved it');
    await inspect(page, 'workspace-service');
    await press(page, 'Disable');
    expect(await members(key)).toBe(401);
    await press(page, 'Remove this service');
    expect(await said()).toBe('The service and its keys were removed.');
    await press(page, 'Applications');
    await inspect(page, 'workspace-applications');
    await press(page, 'Events');
    await inspect(page, 'workspace-events');
    await type(page, 'Kind of event', 'service_removed');
    await press(page, 'Show');
    expect(await page.locator('code').allInnerTexts()).toEqual(['service_removed']);

    // They leave; the role goes, then the workspace, which comes back once, and the account.
    await other.goto(`${url}/workspaces/walk`);
    await press(other, 'Leave this workspace');
    expect(await said(other)).toBe('You left the workspace.');
    await press(page, 'Roles');
    await press(page, 'Change the role reader');
    await press(page, 'Remove the role reader');
    expect(await said()).toBe('The role was removed.');
    await press(page, 'Overview');
    await press(page, 'Delete this workspace');
    await inspect(page, 'delete-workspace');
    await press(page, 'Yes, delete it');
    await inspect(page, 'workspaces-with-deleted');
    await press(page, 'Restore Walk');
    expect(await said()).toBe('The workspace was restored.');
    await page.goto(`${url}/workspaces/walk/delete`);
    await press(page, 'Yes, delete it');
    await press(page, 'Back to your account');
    await press(page, 'Delete your account');
    await type(page, 'Current password', 'the password of wanda@walk.test');
    await press(page, 'Yes, delete my account');
    expect(await heading(page)).toBe('Your account was deleted');
    await Promise.all([page.context().close(), other.context().close()]);
  });

  test('somebody ends sessions and revokes tokens on the account page', async () => {
    const bearer = { authorization: `Bearer ${await token('member@acme.test')}`, 'x-rowseal-workspace': 'acme' };
    const expires_at = new Date(Date.now() + 86_400_000).toISOString();
    const made = await app.inject({
      method: 'POST',
      url: '/v1/tokens',
      headers: bearer,
      payload: { name: '"><script>alert(1)</script>', scope: 'notes:read', expires_at },
    });
    expect(made.statusCode).toBe(201);
    const page = await newPage();
    await page.goto(`${url}/sign-in`);
    await signIn(page, 'member@acme.test');
    await inspect(page, 'account-full');
    await press(page, 'Revoke "><script>alert(1)</script>');
    expect(await page.getByRole('status').innerText()).toBe('The token was revoked.');
    await press(page, 'End all other sessions');
    expect(await page.getByRole('status').innerText()).toBe('All other sessions have ended.');
    await inspect(page, 'account-notice');
    expect(await page.getByRole('button', { name: /^End/ }).count()).toBe(0);
    for (const [link, shown] of [
      ['Change your name', 'change-name'],
      ['Change your email address', 'change-email'],
      ['Export your data', 'export'],
      ['Delete your account', 'delete-account'],
    ] as const) {
      await press(page, link);
      expect(await heading(page)).toBe(link);
      await inspect(page, shown);
      await press(page, 'Back to your account');
    }
    await press(page, 'Change your password');
    await inspect(page, 'change-password');
    await type(page, 'Current password', 'another one');
    await type(page, 'New password', 'the new one of the member');
    await press(page, 'Save password');
    expect(await page.evaluate(FOCUSED)).toBe('Current password');
    await inspect(page, 'change-password-refused');
    await type(page, 'Current password', DEMO_PASSWORD);
    await type(page, 'New password', 'the new one of the member');
    await press(page, 'Save password');
    expect(await page.getByRole('status').innerText()).toContain('Your password was changed');
    await page.goto(`${url}/sign-in`);
    expect(page.url(), 'who is signed in has no need to sign in').toBe(`${url}/account`);
    await page.context().close();
  });

  test('somebody signs in through other providers, for an application too, and keeps the last identity', async () => {
    const providers = ['corp', 'club'] as const;
    const callbacks = providers.map((id) => `${url}/v1/auth/providers/${id}/callback`);
    const upstream = await startUpstream(callbacks);
    const maintenance = openMaintenance(db.workerUrl);
    for (const id of providers) {
      const name = id === 'corp' ? 'Corp' : 'The <b>Club</b>';
      await storeProvider(maintenance, { id, name, issuer: upstream.issuer });
    }
    upstream.receive({ sub: 'uma', email: 'uma@corp.test', email_verified: true, name: 'Uma' });
    const page = await newPage();
    // The list of providers is read once a second for everybody who asks.
    await expect.poll(async () => (await fetch(`${url}/sign-in`)).text()).toContain('Continue with Corp');
    await page.goto(`${url}/sign-in`);
    await inspect(page, 'sign-in-with-providers');
    await tabTo(page, 'Continue with Corp');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/account`);
    await inspect(page, 'account-of-a-provider');
    expect(await page.getByRole('link', { name: 'Set a password' }).getAttribute('href')).toBe('/forgot-password');
    await press(page, 'Disconnect Corp');
    expect(await heading(page)).toBe('You would be locked out');
    await inspect(page, 'identity-last-way-in');
    await press(page, 'Back to your account');
    await tabTo(page, 'Connect The <b>Club</b>');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/account?done=linked`);
    expect(await page.getByRole('status').innerText()).toBe('Connected. You can now use it to sign in.');
    await inspect(page, 'account-of-two-providers');

    // Without a password, who they are is confirmed by mail.
    await db.admin`update rowseal_private.settings set email_codes = true`;
    await db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;
    await expect
      .poll(async () => {
        await page.goto(`${url}/step-up?back=/account`);
        return page.locator('main').innerText();
      })
      .toContain('Email me a code');
    await inspect(page, 'step-up-without-password');
    await press(page, 'Email me a code');
    expect(await page.locator('#mailed_code-hint').innerText()).toContain('sent it to uma@corp.test');
    await inspect(page, 'step-up-mailed-code');
    const code = await linkTo('uma@corp.test', /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await type(page, 'Code from the email', '0000-0000');
    await press(page, 'Continue');
    expect(await page.evaluate(FOCUSED)).toBe('Code from the email');
    await inspect(page, 'step-up-mailed-code-refused');
    await type(page, 'Code from the email', code);
    await press(page, 'Continue');
    await db.admin`update rowseal_private.settings set email_codes = false`;
    await press(page, 'Disconnect Corp');
    expect(await page.getByRole('status').innerText()).toBe('Disconnected. You can no longer use it to sign in.');
    await press(page, 'Sign out');

    await begin(page);
    await tabTo(page, 'Continue with The <b>Club</b>');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    await press(page, 'Allow');
    expect((await redeem((await answerOf(page))['code'])).status).toBe(200);

    upstream.receive({ sub: 'mallory', email: 'member@acme.test', email_verified: false });
    const other = await newPage();
    await other.goto(`${url}/sign-in`);
    await tabTo(other, 'Continue with Corp');
    await other.keyboard.press('Enter');
    await other.getByRole('heading', { name: 'Signing in with Corp did not work' }).waitFor();
    await inspect(other, 'identity-refused');
    for (const id of providers) await maintenance.removeIdentityProvider(id, true);
    await Promise.all([page.context().close(), other.context().close(), maintenance.close()]);
  });
});

describe.skipIf(!CHROMIUM)(`in Chromium${WHY_SKIPPED}`, () => {
  test('what is unnamed, out of order or not announced is found in the accessibility tree', async () => {
    const page = await newPage();
    const heard = async (html: string) => {
      await page.setContent(html);
      return treeFaults(await readTree(page));
    };
    expect(await heard(SOUND), 'the control').toEqual([]);
    for (const [was, broken, faults] of BREAKS) {
      expect(SOUND.split(was)).toHaveLength(2);
      expect(await heard(SOUND.replace(was, broken)), `${broken} for ${was}`).toEqual(faults);
    }
    await page.context().close();
  });

  test('errors are pages that pass as well', async () => {
    const page = await newPage();
    await page.goto(`${url}/sign-in?request=nonsense`);
    expect(await page.title()).toMatch(/^Error: /);
    await inspect(page, 'error-bad-input');
    await page.goto(`${url}/sign-in?request=00000000-0000-4000-8000-000000000000`);
    await inspect(page, 'error-expired-request');
    await page.goto(`${url}/v1/oauth/authorize?client_id=nobody`);
    await inspect(page, 'error-unknown-client');
    await page.goto(`${url}/verify-email?token=rsv_broken`);
    await inspect(page, 'error-broken-link');
    await page.context().close();
  });

  test('everything works with scripts switched off', async () => {
    const page = await newPage({ javaScriptEnabled: false });
    await page.goto(`${url}/register`);
    await page.getByLabel('Email address').fill('nora@walk.test');
    await page.getByLabel('Password').fill('a password of nora');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.goto(await linkTo('nora@walk.test', 'verify-email'));
    await page.getByRole('button', { name: 'Confirm my address' }).click();
    await page.getByRole('heading', { name: 'Your email address is confirmed' }).waitFor();
    await page.goto(url + client.authorize());
    await page.getByLabel('Email address').fill('nora@walk.test');
    await page.getByLabel('Password').fill('a password of nora');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    expect((await redeem((await answerOf(page))['code'])).status).toBe(200);
    await page.context().close();
  });

  test('whatever the colour of the brand, the pages stay readable, and its logo is shown', async () => {
    for (const color of COLOURS) {
      const branded = await buildApp({
        graphql: false,
        gatewayUrl: db.gatewayUrl,
        issuerUrl: db.issuerUrl,
        masterKey: TEST_MASTER_KEY,
        publicUrl: url,
        schemas: ['app'],
        development: false,
        logLevel: 'silent',
        isLagging: () => false,
        brand: { name: 'Müller & Söhne', logo: '/no-such-logo.svg', color },
      });
      const address = await branded.listen({ port: 0, host: '127.0.0.1' });
      const page = await newPage();
      await page.goto(`${address}/register`);
      expect(await page.title()).toBe('Create an account · Müller & Söhne');
      await inspect(page, `brand-${color.slice(1)}`, [320], SCHEMES);
      await page.context().close();
      await branded.close();
    }
  });
});
