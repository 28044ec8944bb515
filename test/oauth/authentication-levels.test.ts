import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { fromBase32 } from '#test/support/base32.ts';
import { composedMails } from '#test/support/composed-mail.ts';
import type { Browser, Page } from '#test/support/form-browser.ts';
import { oauthServer, REDIRECT_URI, type RegisteredClient } from '#test/support/oauth-server.ts';
import { codeOf } from '#test/support/totp.ts';

// acr_values, max_age and acr in claims: what a client asks of an authentication, and what its tokens say of it.
const server = await oauthServer();
const { db, issuer, addClient, authorizationRequest, redeem, refresh, postAs, send } = server;
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;

const WITH_APP = 'owner@acme.test';
const WITHOUT = 'member@acme.test';
const LEVEL_1 = 'urn:rowseal:assurance:1';
const LEVEL_2 = 'urn:rowseal:assurance:2';
let secret: Buffer;
let client: RegisteredClient;

const json = (path: string, body: object, token?: string) =>
  send(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });

/** The code of now, as if none had been used yet. */
async function freshCode(): Promise<string> {
  await db.admin`update rowseal_private.totp_factors set last_step = 0`;
  return codeOf(secret);
}

beforeAll(async () => {
  client = await addClient({ firstParty: true });
  const { body } = await json('/v1/auth/token', { provider: 'password', email: WITH_APP, password: DEMO_PASSWORD });
  const begun = await json('/v1/auth/factors/totp', {}, body.access_token);
  secret = fromBase32(begun.body.secret);
  const code = codeOf(secret);
  expect((await json(`/v1/auth/factors/totp/${begun.body.id}/confirm`, { code }, body.access_token)).status).toBe(200);
});

let browser: Browser;
beforeEach(() => {
  browser = server.browser();
});

/** Signs in, with the code where one is asked for. */
async function signIn(page: Page, email: string): Promise<Page> {
  const next = await browser.submit(page, '/sign-in', { email, password: DEMO_PASSWORD });
  return next.url.includes('/sign-in-code') ? browser.submit(next, '/sign-in-code', { code: await freshCode() }) : next;
}

/** Asks for an authorization, and goes as far as no answer of the person is needed. */
async function ask(more: Record<string, string>) {
  const { url, verifier } = authorizationRequest(client.client_id, { workspace: null, ...more });
  return { page: await browser.open(url), verifier };
}

/** What the client is told in the end. */
const told = (page: Page) => {
  const location = page.headers.get('location');
  if (!location?.startsWith(REDIRECT_URI)) throw new Error(`stuck at ${page.url}: ${page.status} ${page.text}`);
  return new URL(location).searchParams;
};

/** The ID token's claims, and all that the grant was answered with. */
async function tokensOf(page: Page, verifier: string) {
  const consented = page.text.includes('action="/consent"') ? await consent(page) : page;
  const { body } = await redeem(client, { code: told(consented).get('code') ?? '', verifier });
  return { ...body, id: decodeJwt(body.id_token) };
}
const consent = (page: Page) => {
  const workspace = /name="workspace" value="([^"]+)"/.exec(page.text)?.[1];
  return browser.submit(page, '/consent', { decision: 'allow', ...(workspace === undefined ? {} : { workspace }) });
};

/** All that people have shown was an hour ago. */
const later = async () => {
  await db.admin`update rowseal_private.sessions set authenticated_at = authenticated_at - interval '1 hour'`;
  await db.admin`update rowseal_private.session_proofs set proved_at = proved_at - interval '1 hour'`;
};
/** The sessions that are open have shown a password alone: an app was set up since. */
const withoutCode = () => db.admin`delete from rowseal_private.session_proofs where kind = 'totp'`;

describe('the ID token says how somebody signed in', () => {
  test.each([
    [WITHOUT, { acr: LEVEL_1, amr: ['pwd'] }],
    [WITH_APP, { acr: LEVEL_2, amr: ['pwd', 'otp', 'mfa'] }],
  ])('%s', async (email, claims) => {
    const { page, verifier } = await ask({});
    const { id } = await tokensOf(await signIn(page, email), verifier);
    expect(id).toMatchObject(claims);
    expect(Math.abs(Number(id['auth_time']) - Date.now() / 1000)).toBeLessThan(60);
  });

  test('so do access tokens and introspection, and no refresh changes it', async () => {
    const { page, verifier } = await ask({});
    const tokens = await tokensOf(await signIn(page, WITH_APP), verifier);
    const { acr, amr, auth_time } = tokens.id;
    const shown = { acr, amr, auth_time };
    expect(decodeJwt(tokens.access_token)).toMatchObject(shown);
    await later();
    const refreshed = (await refresh(client, tokens.refresh_token)).body;
    expect(decodeJwt(refreshed.access_token)).toMatchObject({ acr, amr, auth_time: Number(auth_time) - 3600 });
    const inspected = await postAs(client, '/v1/oauth/introspect', { token: refreshed.access_token });
    expect(inspected.body).toMatchObject({ active: true, acr, auth_time: Number(auth_time) - 3600 });
  });

  test('a recovery code has no name among the methods', async () => {
    const { page, verifier } = await ask({});
    const done = await signIn(page, WITH_APP);
    await db.admin`update rowseal_private.session_proofs set kind = 'recovery_code' where kind = 'totp'`;
    await done;
    const again = await ask({});
    const { id } = await tokensOf(again.page, again.verifier);
    expect(id).toMatchObject({ acr: LEVEL_2, amr: ['pwd'] });
    expect(verifier).not.toBe(again.verifier);
  });
});

describe('a level that a client asks for', () => {
  const essential = (values: string[]) => JSON.stringify({ id_token: { acr: { essential: true, values } } });

  /** A browser in which somebody is signed in with a password alone. */
  async function signedInWithoutCode(email: string) {
    const { page } = await ask({});
    await signIn(page, email);
    await withoutCode();
  }

  test.each([
    ['acr_values', { acr_values: LEVEL_2 }],
    ['an essential acr', { claims: essential([LEVEL_2]) }],
    ['the first of several that they can show', { acr_values: `phr urn:rowseal:assurance:9 ${LEVEL_2} ${LEVEL_1}` }],
  ])('by %s is stepped up to, and the browser goes back to the application', async (_, asked) => {
    await signedInWithoutCode(WITH_APP);
    const { page, verifier } = await ask(asked);
    expect(page.url).toContain('/step-up?request=');
    const wrong = await browser.submit(page, '/step-up', { password: 'wrong', code: await freshCode() });
    expect(wrong.status).toBe(401);
    const done = await browser.submit(wrong, '/step-up', { password: DEMO_PASSWORD, code: await freshCode() });
    expect((await tokensOf(done, verifier)).id).toMatchObject({ acr: LEVEL_2, amr: ['pwd', 'otp', 'mfa'] });
  });

  test('and that the session has is given without a page: the control', async () => {
    const first = await ask({});
    await signIn(first.page, WITH_APP);
    const { page, verifier } = await ask({ acr_values: LEVEL_2, prompt: 'none' });
    expect((await tokensOf(page, verifier)).id).toMatchObject({ acr: LEVEL_2 });
  });

  test('is not shown a page for with prompt=none', async () => {
    await signedInWithoutCode(WITH_APP);
    expect(told((await ask({ acr_values: LEVEL_2, prompt: 'none' })).page).get('error')).toBe('login_required');
  });

  test.each([
    ['that the user cannot reach', { acr_values: LEVEL_2 }],
    ['that nobody reaches', { acr_values: 'urn:rowseal:assurance:3' }],
    ['that is essential, and cannot be reached', { claims: essential([LEVEL_2]) }],
  ])('%s is unmet, and the client is told so', async (_, asked) => {
    await signedInWithoutCode(WITHOUT);
    for (const prompt of [{}, { prompt: 'none' }])
      expect(told((await ask({ ...asked, ...prompt })).page).get('error')).toBe('unmet_authentication_requirements');
  });

  test('of somebody who has yet to sign in is unmet once it is known who they are', async () => {
    const { page } = await ask({ acr_values: LEVEL_2 });
    expect(told(await signIn(page, WITHOUT)).get('error')).toBe('unmet_authentication_requirements');
  });

  // CVE-2026-133228: a sign-in that began at a reset asked for nothing. The sign-in page is the control.
  test.each([
    ['the sign-in page', async (page: Page) => page],
    [
      'the page of a forgotten password',
      async (page: Page) => {
        const request = new URL(page.url).searchParams.get('request');
        const asked = await browser.open(`${issuer}/forgot-password?request=${request}`);
        await composedMails(db.admin);
        await browser.submit(asked, '/forgot-password', { email: WITHOUT });
        const token = (await composedMails(db.admin)).find(({ kind }) => kind === 'reset_password')?.variables.token;
        expect((await json('/v1/auth/password/reset', { token, password: DEMO_PASSWORD })).status).toBe(204);
        return browser.open(`${issuer}/sign-in?request=${request}`);
      },
    ],
  ])('is the same whatever page the sign-in began at: %s', async (_, begin) => {
    const { page } = await ask({ acr_values: LEVEL_2 });
    const answered = await signIn(await begin(page), WITHOUT);
    expect(told(answered).get('error')).toBe('unmet_authentication_requirements');
  });

  test('that has another name is refused where it is essential, and left out where it is a wish', async () => {
    expect(told((await ask({ claims: essential(['phr']) })).page).get('error')).toBe(
      'unmet_authentication_requirements',
    );
    const { page, verifier } = await ask({ acr_values: '1 2 phr' });
    expect((await tokensOf(await signIn(page, WITHOUT), verifier)).id).toMatchObject({ acr: LEVEL_1 });
  });

  test.each([
    ['of another shape', '{"id_token":{"acr":{"values":"urn"}}}'],
    ['that is no object', '{"id_token":{"acr":1}}'],
    ['that no database stores', '{"id_token":{"acr":{"essential":true,"values":["\\u0000"]}}}'],
    ['of too many', JSON.stringify({ id_token: { acr: { values: Array(900).fill('a') } } })],
  ])('an acr %s is no error of the server', async (_, claims) => {
    const { page } = await ask({ claims });
    expect(page.status).toBeLessThan(500);
  });

  test('a wrong code raises nothing', async () => {
    await signedInWithoutCode(WITH_APP);
    const { page } = await ask({ acr_values: LEVEL_2 });
    const refused = await browser.submit(page, '/step-up', { password: DEMO_PASSWORD, code: '000000' });
    expect(refused.status).toBe(401);
    expect(told((await ask({ acr_values: LEVEL_2, prompt: 'none' })).page).get('error')).toBe('login_required');
  });

  test('the page of an authorization of another browser leads nowhere', async () => {
    await signedInWithoutCode(WITH_APP);
    const page = await browser.open(`${issuer}/step-up?request=${randomUUID()}`);
    const done = await browser.submit(page, '/step-up', { password: DEMO_PASSWORD, code: await freshCode() });
    expect([done.status, done.headers.get('location')]).toEqual([400, null]);
  });
});

describe('an age that a client asks for', () => {
  test('is met by signing in again, with all factors', async () => {
    const first = await ask({});
    await signIn(first.page, WITH_APP);
    await later();
    const { page, verifier } = await ask({ max_age: '300' });
    expect(page.text).toContain('action="/sign-in"');
    const { id } = await tokensOf(await signIn(page, WITH_APP), verifier);
    expect(id).toMatchObject({ acr: LEVEL_2 });
    expect(Number(id['auth_time'])).toBeGreaterThan(Date.now() / 1000 - 300);
  });

  test('is met by a step-up of the same session, and not by half of one', async () => {
    const first = await ask({});
    await signIn(first.page, WITH_APP);
    await later();
    expect(told((await ask({ max_age: '300', prompt: 'none' })).page).get('error')).toBe('login_required');
    await db.admin`update rowseal_private.session_proofs set proved_at = now() where kind = 'totp'`;
    expect(told((await ask({ max_age: '300', prompt: 'none' })).page).get('error')).toBe('login_required');
    // The control: both factors, in the same session.
    const page = await browser.open(`${issuer}/step-up`);
    await browser.submit(page, '/step-up', { password: DEMO_PASSWORD, code: await freshCode() });
    const met = await ask({ max_age: '300', prompt: 'none' });
    const { id } = await tokensOf(met.page, met.verifier);
    expect(id).toMatchObject({ acr: LEVEL_2 });
    expect(Number(id['auth_time'])).toBeGreaterThan(Date.now() / 1000 - 300);
  });

  test('counts what is fresh alone: an older code makes no level with a new password', async () => {
    const first = await ask({});
    await signIn(first.page, WITH_APP);
    await later();
    await db.admin`update rowseal_private.session_proofs set proved_at = now() where kind = 'password'`;
    const both = await ask({ max_age: '300', acr_values: LEVEL_2, prompt: 'none' });
    expect(told(both.page).get('error')).toBe('login_required');
    // The control: for the level of the password alone it will do.
    const { page, verifier } = await ask({ max_age: '300', acr_values: LEVEL_1, prompt: 'none' });
    const { id } = await tokensOf(page, verifier);
    expect(id).toMatchObject({ acr: LEVEL_1, amr: ['pwd'] });
    expect(Number(id['auth_time'])).toBeGreaterThan(Date.now() / 1000 - 300);
  });
});

test('openid-client steps up by a new request, whose tokens it accepts', async () => {
  const config = await openid.discovery(
    new URL(issuer),
    client.client_id,
    undefined,
    openid.ClientSecretBasic(client.client_secret),
    { execute: [openid.allowInsecureRequests] },
  );
  expect(config.serverMetadata().acr_values_supported).toEqual([LEVEL_1, LEVEL_2, 'urn:rowseal:assurance:3']);
  expect(config.serverMetadata().claims_supported).toEqual(expect.arrayContaining(['acr', 'amr', 'auth_time']));
  await ask({}).then(({ page }) => signIn(page, WITH_APP));
  await withoutCode();
  const checks = {
    pkceCodeVerifier: openid.randomPKCECodeVerifier(),
    expectedState: openid.randomState(),
    maxAge: 600,
  };
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    state: checks.expectedState,
    max_age: '600',
    acr_values: LEVEL_2,
    code_challenge: await openid.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  const page = await browser.open(url.href);
  const done = await browser.submit(page, '/step-up', { password: DEMO_PASSWORD, code: await freshCode() });
  const tokens = await openid.authorizationCodeGrant(config, new URL(`${done.headers.get('location')}`), checks);
  expect(tokens.claims()).toMatchObject({ acr: LEVEL_2, amr: ['pwd', 'otp', 'mfa'] });
});
