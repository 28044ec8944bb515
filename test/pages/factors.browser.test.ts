import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { CHROMIUM, openBrowser, WHY_SKIPPED } from '#test/support/browser.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { inspect } from '#test/support/gallery.ts';
import { FOCUSED, press, tabTo, type } from '#test/support/keyboard.ts';
import { codeOf } from '#test/support/totp.ts';

const port = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = server.address() as AddressInfo;
    server.close(() => resolve(free));
  });
});
const url = `http://localhost:${port}`;
const { db, app } = await demoApp({ publicUrl: url, development: true, graphql: false });
await app.listen({ port, host: '127.0.0.1' });
await db.admin`update rowseal.users set email_verified_at = now()`;
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
const browser = CHROMIUM ? await openBrowser() : undefined;

/** An authenticator of Chromium's own, in software. */
interface Virtual {
  hasResidentKey: boolean;
  hasUserVerification: boolean;
  defaultBackupEligibility?: boolean;
  defaultBackupState?: boolean;
}

interface Stage {
  page: Page;
  cdp: CDPSession;
  authenticatorId: string;
  /** Whether somebody touches the authenticator when it asks. */
  touches(enabled: boolean): Promise<void>;
  /** Whether the browser offers its passkeys where an address is typed. */
  offers: boolean;
}

/** A browser with an authenticator. */
async function newPage(virtual: Virtual): Promise<Stage> {
  const page = await (await (browser as Browser).newContext()).newPage();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: virtual.hasResidentKey ? 'internal' : 'usb',
      isUserVerified: virtual.hasUserVerification,
      automaticPresenceSimulation: true,
      ...virtual,
    },
  });
  const touches = async (enabled: boolean) => {
    await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  };
  return { page, cdp, authenticatorId, touches, offers: virtual.hasResidentKey && virtual.hasUserVerification };
}

async function signIn(page: Page, email: string): Promise<void> {
  // A passkey that the page before had asked for may be sent at this moment, which is a navigation too.
  const begin = () => page.goto(`${url}/sign-in`);
  await begin().catch(begin);
  await type(page, 'Email address', email);
  await type(page, 'Password', DEMO_PASSWORD);
  await press(page, 'Sign in');
}

/** Adds a passkey to an account that has just been signed in to. */
async function addPasskey(page: Page, name: string): Promise<void> {
  await press(page, 'Add a passkey');
  await type(page, 'Name of the passkey', name);
  await press(page, 'Add a passkey');
}

/** Opens the sign-in page and presses its button. Nobody touches the authenticator before: browsers offer passkeys beside the address too. */
async function signInAlone({ page, touches, offers }: Stage): Promise<void> {
  await touches(false);
  const offered = offers ? page.waitForResponse(`${url}/v1/auth/passkeys/options`) : undefined;
  await page.goto(`${url}/sign-in`);
  await offered;
  await tabTo(page, 'Sign in with a passkey');
  // What waits already is not touched by this, what comes next is.
  await touches(true);
  await page.keyboard.press('Enter');
}

const heading = (page: Page) => page.locator('h1').innerText();

const alert = (page: Page) => page.getByRole('alert').innerText();

/** As if an hour had passed since anybody proved anything. */
const laterOn = () => db.admin`update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'`;

/** What the app shows now, as if it had not been used yet. */
async function freshCode(secret: string): Promise<string> {
  await db.admin`update rowseal_private.totp_factors set last_step = 0`;
  return codeOf(secret);
}

/** Forgets what everybody has set up. */
async function afresh(): Promise<void> {
  await db.admin`select rowseal_audit.remove_factors(id) from rowseal.users`;
}

const passkeyOf = async (email: string) =>
  (
    await db.admin`
      select passkey.* from rowseal_private.passkeys as passkey
        join rowseal.users as account on account.id = passkey.user_id where account.email = ${email}`
  )[0] as Record<string, unknown>;

const DEVICE: Virtual = { hasResidentKey: true, hasUserVerification: true };
const KEYS: [string, Virtual, boolean][] = [
  ['a device', DEVICE, true],
  ['a device that syncs', { ...DEVICE, defaultBackupEligibility: true, defaultBackupState: true }, true],
  ['a device that may sync, and has not', { ...DEVICE, defaultBackupEligibility: true }, true],
  ['a key that verifies nobody', { hasResidentKey: true, hasUserVerification: false }, false],
  ['a key that keeps nothing', { hasResidentKey: false, hasUserVerification: true }, false],
  ['a key that keeps nothing and verifies nobody', { hasResidentKey: false, hasUserVerification: false }, false],
];
const SYNCING: [string, Partial<Virtual>][] = [
  ['syncs', { defaultBackupEligibility: true, defaultBackupState: true }],
  ['may sync, and has not', { defaultBackupEligibility: true }],
];
// The rest of what there can be, and what changes later, with ROWSEAL_LONG=1 (npm run test:long).
const LONG = process.env['ROWSEAL_LONG'] === '1';
const RARE = KEYS.slice(3).flatMap(([what, key]) =>
  SYNCING.map(([how, more]): (typeof KEYS)[number] => [`${what}, and ${how}`, { ...key, ...more }, false]),
);

describe.skipIf(!CHROMIUM)(`passkeys in a browser${WHY_SKIPPED}`, () => {
  test('are added, named, used and removed by keyboard alone', async () => {
    await afresh();
    const stage = await newPage(DEVICE);
    const { page } = stage;
    await signIn(page, 'owner@acme.test');
    await press(page, 'Add a passkey');
    expect(await heading(page)).toBe('Add a passkey');
    await inspect(page, 'add-passkey');
    await type(page, 'Name of the passkey', 'My laptop');
    await press(page, 'Add a passkey');
    expect(await heading(page)).toBe('Your recovery codes');
    await inspect(page, 'recovery-codes');
    const [code = ''] = await page.locator('.codes li').allInnerTexts();
    await press(page, 'I have saved them');
    await inspect(page, 'account-with-passkey');
    await press(page, 'Rename My laptop');
    await inspect(page, 'name-passkey');
    await type(page, 'Name of the passkey', 'Old laptop');
    await press(page, 'Save name');
    await press(page, 'Sign out');

    // Alone.
    await signInAlone(stage);
    await page.waitForURL(`${url}/account`);
    await press(page, 'Sign out');

    // Where the address is typed, the browser offers it.
    await page.goto(`${url}/sign-in`);
    await page.waitForURL(`${url}/account`);

    // In need of a fresh proof.
    await laterOn();
    await press(page, 'Remove Old laptop');
    expect(await heading(page)).toBe('Confirm that it is you');
    await inspect(page, 'step-up-with-passkey');
    await tabTo(page, 'Without the passkey');
    await page.keyboard.press('Enter');
    await inspect(page, 'step-up-without-passkey');
    await type(page, 'Password', DEMO_PASSWORD);
    await type(page, 'Code', code);
    await press(page, 'Continue');
    expect(await heading(page)).toBe('Your account');
    await laterOn();
    await press(page, 'Remove Old laptop');
    await press(page, 'Confirm with a passkey');
    await press(page, 'Remove Old laptop');
    expect(await page.locator('[role=status]').innerText()).toContain('Removed');
    expect(await passkeyOf('owner@acme.test')).toBeUndefined();
  });

  test.each(LONG ? [...KEYS, ...RARE] : KEYS)('of %s', async (_what, virtual, signsInAlone) => {
    await afresh();
    const email = 'member@acme.test';
    const stage = await newPage(virtual);
    const { page, touches } = stage;
    await signIn(page, email);
    await addPasskey(page, 'Key');
    expect(await heading(page)).toBe('Your recovery codes');
    expect(await passkeyOf(email)).toMatchObject({
      is_verified: virtual.hasUserVerification,
      backup_eligible: virtual.defaultBackupEligibility ?? false,
      backed_up: virtual.defaultBackupState ?? false,
    });
    await page.goto(`${url}/account`);
    await press(page, 'Sign out');

    // The password waits for it, whatever it is.
    await touches(false);
    await signIn(page, email);
    await touches(true);
    expect(await heading(page)).toBe('Use your passkey or a code');
    if (virtual === DEVICE) await inspect(page, 'second-factor-with-passkey');
    await press(page, 'Continue with a passkey');
    expect(await heading(page)).toBe('Your account');
    await press(page, 'Sign out');

    // Alone only one that the device finds, and that verifies its user.
    await signInAlone(stage);
    if (signsInAlone) await page.waitForURL(`${url}/account`);
    else expect(await page.locator('[role=alert]').innerText()).not.toBe('');
  });

  test('that verified nobody sign in alone when they are lifted, beside the password', async () => {
    await afresh();
    const email = 'member@acme.test';
    const stage = await newPage(DEVICE);
    const { page } = stage;
    await signIn(page, email);
    await addPasskey(page, 'Key');
    // As a key that got its PIN later.
    await db.admin`update rowseal_private.passkeys set is_verified = false`;
    await page.goto(`${url}/account`);
    await press(page, 'Sign out');
    await signInAlone(stage);
    expect(await page.locator('[role=alert]').innerText(), 'the control').toContain('does not sign you in by itself');
    await stage.touches(false);
    await signIn(page, email);
    await stage.touches(true);
    await press(page, 'Continue with a passkey');
    await inspect(page, 'account-to-lift');
    await press(page, 'Let it sign you in by itself: Key');
    await inspect(page, 'lift-passkey');
    await type(page, 'Password', 'another password');
    await press(page, 'Confirm with a passkey');
    expect(await page.locator('[role=alert]').first().innerText()).toContain('incorrect');
    expect(await passkeyOf(email)).toMatchObject({ is_verified: false });
    await type(page, 'Password', DEMO_PASSWORD);
    await press(page, 'Confirm with a passkey');
    expect(await page.getByRole('status').innerText()).toBe('The passkey now signs you in by itself.');
    expect(await passkeyOf(email)).toMatchObject({ is_verified: true });
    await press(page, 'Sign out');
    await signInAlone(stage);
    await page.waitForURL(`${url}/account`);
  });

  test('that somebody else has made sign nobody in, and the page says so', async () => {
    await afresh();
    const stage = await newPage(DEVICE);
    const { page, cdp, authenticatorId } = stage;
    await signIn(page, 'member@acme.test');
    await addPasskey(page, 'Key');
    await page.goto(`${url}/account`);
    await press(page, 'Sign out');
    await afresh();
    await signInAlone(stage);
    expect(await page.locator('[role=alert]').innerText()).toContain('does not sign you in by itself');
    // Else the browser goes on offering it beside the address, and somebody taking it.
    await stage.touches(false);
    // The control: the authenticator still has it.
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
    expect(credentials).toHaveLength(1);
  });

  test.runIf(LONG)(
    'are shown as synced once they are, and refused once they say that they never could be',
    async () => {
      await afresh();
      const email = 'member@acme.test';
      const stage = await newPage({ ...DEVICE, defaultBackupEligibility: true });
      const { page, cdp, authenticatorId } = stage;
      await signIn(page, email);
      await addPasskey(page, 'Key');
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
      const { credentialId = '' } = credentials[0] ?? {};
      const becomes = (properties: { backupEligibility?: boolean; backupState?: boolean }) =>
        cdp.send('WebAuthn.setCredentialProperties', { authenticatorId, credentialId, ...properties });
      const signInAgain = async () => {
        await page.goto(`${url}/account`);
        await press(page, 'Sign out');
        await signInAlone(stage);
      };
      await page.goto(`${url}/account`);
      expect(await page.locator('main').innerText()).not.toContain('synced');
      // It is carried to another device: that may happen at any time.
      await becomes({ backupState: true });
      await signInAgain();
      await page.waitForURL(`${url}/account`);
      expect(await page.locator('main').innerText()).toContain('synced to other devices');
      expect(await passkeyOf(email)).toMatchObject({ backup_eligible: true, backed_up: true });
      // What is bound to its device never was of a sort that syncs: another key, or an authenticator that lies.
      await becomes({ backupEligibility: false, backupState: false });
      await signInAgain();
      expect(await alert(page)).not.toBe('');
      await stage.touches(false);
      expect(await passkeyOf(email)).toMatchObject({ backup_eligible: true, backed_up: true });
    },
  );

  test('that a browser has none of leave the page as it was, with a word', async () => {
    await afresh();
    const { page } = await newPage(DEVICE);
    await page.goto(`${url}/sign-in`);
    await inspect(page, 'sign-in-with-passkey');
    await tabTo(page, 'Sign in with a passkey');
    await page.keyboard.press('Enter');
    await page.locator('[role=alert]').waitFor();
    expect(await page.evaluate<string>(FOCUSED)).toBe('Sign in with a passkey');
    await type(page, 'Email address', 'member@acme.test');
    await type(page, 'Password', DEMO_PASSWORD);
    await press(page, 'Sign in');
    expect(await heading(page)).toBe('Your account');
  });

  test('without a script are said to need one, and a password signs in', async () => {
    await afresh();
    const page = await (await (browser as Browser).newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(`${url}/sign-in`);
    expect(await page.locator('main').innerText()).toContain('A passkey needs JavaScript');
    expect(await page.locator('form[data-passkey]').isVisible()).toBe(false);
    await page.fill('#email', 'member@acme.test');
    await page.fill('#password', DEMO_PASSWORD);
    await page.click('text=Sign in >> nth=1');
    expect(await heading(page)).toBe('Your account');
  });
});

describe.skipIf(!CHROMIUM)(`codes that are typed, by keyboard alone${WHY_SKIPPED}`, () => {
  test('of an authenticator app set it up, sign in, and confirm; a recovery code gets back in without it', async () => {
    await afresh();
    const page = await (await (browser as Browser).newContext()).newPage();
    await signIn(page, 'viewer@acme.test');
    await press(page, 'Add an authenticator app');
    await inspect(page, 'authenticator');
    await press(page, 'Set up an app');
    const secret = (await page.locator('.hint code').innerText()).replaceAll(' ', '');
    await inspect(page, 'authenticator-begun');
    await type(page, 'Code', 'no code');
    await press(page, 'Turn on');
    expect(await page.evaluate(FOCUSED), 'the field at fault has the focus').toBe('Code');
    expect((await page.locator('.hint code').innerText()).replaceAll(' ', ''), 'the app need not scan anew').toBe(
      secret,
    );
    await inspect(page, 'authenticator-refused');
    const used = codeOf(secret);
    await type(page, 'Code', used);
    await press(page, 'Turn on');
    expect(await heading(page)).toBe('Your recovery codes');
    const codes = await page.locator('.codes li').allInnerTexts();
    expect(codes).toHaveLength(10);
    await press(page, 'I have saved them');
    expect(await page.getByRole('status').innerText()).toBe('Two-step sign-in is on.');
    await inspect(page, 'account-with-authenticator');
    await press(page, 'Sign out');

    await signIn(page, 'viewer@acme.test');
    await inspect(page, 'second-factor');
    await type(page, 'Code', used);
    await press(page, 'Continue');
    expect(await alert(page), 'a code counts once').toContain('was already used');
    expect(await page.evaluate(FOCUSED)).toBe('Code');
    await inspect(page, 'second-factor-refused');
    await type(page, 'Code', await freshCode(secret));
    await press(page, 'Continue');
    expect(await heading(page)).toBe('Your account');

    await laterOn();
    await press(page, 'Get new ones: recovery codes');
    expect(await heading(page)).toBe('Confirm that it is you');
    await inspect(page, 'step-up');
    await type(page, 'Password', 'not the password');
    await type(page, 'Code', await freshCode(secret));
    await press(page, 'Continue');
    expect(await page.evaluate(FOCUSED)).toBe('Password');
    expect(await alert(page)).toBe('The password or the code is incorrect, or the code was already used.');
    await inspect(page, 'step-up-refused');
    await type(page, 'Password', DEMO_PASSWORD);
    await type(page, 'Code', await freshCode(secret));
    await press(page, 'Continue');
    await press(page, 'Get new ones: recovery codes');
    const [first = '', second = ''] = await page.locator('.codes li').allInnerTexts();
    expect(codes).not.toContain(first);
    await press(page, 'I have saved them');
    await press(page, 'Sign out');

    // Without the app, as people copy codes from paper.
    await signIn(page, 'viewer@acme.test');
    await type(page, 'Code', ` ${first.toLowerCase()} `);
    await press(page, 'Continue');
    expect(await page.locator('main').innerText()).toContain('9 left');
    await laterOn();
    await press(page, 'Remove the authenticator app');
    await type(page, 'Password', DEMO_PASSWORD);
    await type(page, 'Code', second);
    await press(page, 'Continue');
    await press(page, 'Remove the authenticator app');
    expect(await page.getByRole('status').innerText()).toBe('Removed. Signing in no longer asks for it.');
    await page.context().close();
  });
});
