import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { logoutTask } from '#server/worker/logout-task.ts';
import { startWorker } from '#server/worker/worker.ts';
import type { Browser, Page } from '#test/support/form-browser.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { oauthServer, type RegisteredClient } from '#test/support/oauth-server.ts';
import { toldClient } from '#test/support/told-client.ts';

/** OpenID Connect RP-Initiated Logout 1.0 and Back-Channel Logout 1.0. */
const server = await oauthServer();
const { db, issuer, send, addClient, authorizationRequest, person, redeem } = server;
const BYE = 'https://client.test/bye';
const party = await toldClient();
const web = await addClient({
  name: 'Web',
  postLogoutRedirectUris: [BYE, `${BYE}?from=rowseal`],
  backchannelLogoutUri: `${party.url}/logout`,
});
const other = await addClient({
  name: 'Other',
  idTokenAlgorithm: 'EdDSA',
  backchannelLogoutUri: `${party.url}/other`,
});
const self = await addClient({ name: 'Self', registeredByItself: true, postLogoutRedirectUris: [BYE] });
const MEMBER = person('member@acme.test');

const complaints: string[] = [];
const report = (message: string) => void complaints.push(message);
const logout = logoutTask({ issuer, masterKey: TEST_MASTER_KEY, development: true, networks: [], report });
const worker = await startWorker(db.workerUrl, TEST_MASTER_KEY, report, { logout });
afterAll(() => worker.stop());

/** An ID token of the browser's session, for a client. */
async function idToken(browser: Browser, client: RegisteredClient, who = MEMBER, more: Record<string, string> = {}) {
  const { url, verifier } = authorizationRequest(client.client_id, { scope: 'openid email', ...more });
  const callback = await browser.authorize(url, who);
  const { body } = await redeem(client, { code: callback.searchParams.get('code') ?? '', verifier });
  return body.id_token as string;
}

async function signedIn() {
  const browser = server.browser();
  return { browser, id_token_hint: await idToken(browser, web) };
}

const endSession = (parameters: Record<string, string>) =>
  `${issuer}/v1/oauth/end_session?${new URLSearchParams(parameters)}`;

const isSignedIn = async (browser: Browser) =>
  (await browser.open(`${issuer}/account`)).text.includes('member@acme.test');
const asks = ({ text }: Page) => text.includes('name="decision" value="sign_out"');

test('discovery tells of the endpoint, of logout tokens with sid, and of no front channel', async () => {
  const { body } = await send('/.well-known/openid-configuration');
  expect(body).toMatchObject({
    end_session_endpoint: `${issuer}/v1/oauth/end_session`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: false,
  });
});

describe('with an ID token of the very session', () => {
  test('nobody is asked, and the browser comes back with the state', async () => {
    const { browser, id_token_hint } = await signedIn();
    const state = 'ünïcode & <"state">'.padEnd(300, '.');
    const page = await browser.open(endSession({ id_token_hint, post_logout_redirect_uri: BYE, state }));
    expect(page.status).toBe(303);
    const back = new URL(page.headers.get('location') ?? '');
    expect(`${back.origin}${back.pathname}`).toBe(BYE);
    expect([...back.searchParams]).toEqual([['state', state]]);
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('by POST, without state, to an address that has a query of its own', async () => {
    const { browser, id_token_hint } = await signedIn();
    const begun = await browser.request(`${issuer}/v1/oauth/end_session`, {
      id_token_hint,
      client_id: web.client_id,
      post_logout_redirect_uri: `${BYE}?from=rowseal`,
    });
    const page = await browser.follow(begun);
    expect(page.headers.get('location')).toBe(`${BYE}?from=rowseal`);
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('it ends that session only, and what the application was granted goes on', async () => {
    const elsewhere = await signedIn();
    const browser = server.browser();
    const { url, verifier } = authorizationRequest(web.client_id, { scope: 'openid offline_access' });
    const callback = await browser.authorize(url, MEMBER);
    const { body } = await redeem(web, { code: callback.searchParams.get('code') ?? '', verifier });
    await browser.open(endSession({ id_token_hint: body.id_token }));
    expect(await isSignedIn(browser)).toBe(false);
    expect(await isSignedIn(elsewhere.browser)).toBe(true);
    expect((await server.refresh(web, body.refresh_token)).status).toBe(200);
  });

  test('without an address the page says that one is signed out', async () => {
    const { browser, id_token_hint } = await signedIn();
    const page = await browser.open(endSession({ id_token_hint, state: 'lost' }));
    expect(page.status).toBe(200);
    expect(page.text).toContain('You are signed out');
  });

  test('when nobody is signed in any more, the browser goes back all the same', async () => {
    const { browser, id_token_hint } = await signedIn();
    await browser.open(endSession({ id_token_hint }));
    const page = await browser.open(endSession({ id_token_hint, post_logout_redirect_uri: BYE }));
    expect(page.headers.get('location')).toBe(BYE);
  });

  test('a session that was signed in to again is still the same one for the client', async () => {
    const { browser, id_token_hint } = await signedIn();
    const again = await idToken(browser, other, MEMBER, { prompt: 'login' });
    expect(decodeJwt(again)['sid']).not.toBe(decodeJwt(id_token_hint)['sid']);
    const page = await browser.open(endSession({ id_token_hint, post_logout_redirect_uri: BYE }));
    expect(page.headers.get('location')).toBe(BYE);
    expect(await isSignedIn(browser)).toBe(false);
  });
});

describe('without an ID token of the session, the person is asked', () => {
  test('who says yes is signed out and sent back, who says no goes on', async () => {
    const { browser } = await signedIn();
    const asked = endSession({ client_id: web.client_id, post_logout_redirect_uri: BYE, state: 'x' });
    const page = await browser.open(asked);
    expect(asks(page)).toBe(true);
    expect(page.text).toContain('<strong>Web</strong> asks you to sign out');
    expect(page.text).toContain('<code>client.test</code>');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://client.test;");
    const kept = await browser.submit(page, '/sign-out', { decision: 'stay' });
    expect(kept.text).toContain('You are still signed in');
    expect(await isSignedIn(browser)).toBe(true);
    const left = await browser.submit(await browser.open(asked), '/sign-out', { decision: 'sign_out' });
    expect(left.headers.get('location')).toBe(`${BYE}?state=x`);
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('with no parameters at all, and by the page itself', async () => {
    const { browser } = await signedIn();
    const page = await browser.open(endSession({}));
    expect(asks(page)).toBe(true);
    expect(asks(await browser.open(`${issuer}/sign-out`))).toBe(true);
    const left = await browser.submit(page, '/sign-out', { decision: 'sign_out' });
    expect(left.text).toContain('You are signed out');
    expect((await browser.open(`${issuer}/sign-out`)).text).toContain('You are signed out');
  });

  test('a page that was answered, or waited too long, says so', async () => {
    const { browser } = await signedIn();
    const page = await browser.open(endSession({ client_id: web.client_id }));
    await browser.submit(page, '/sign-out', { decision: 'stay' });
    expect((await browser.submit(page, '/sign-out', { decision: 'sign_out' })).status).toBe(400);
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('in the language that the application asks for', async () => {
    const { browser } = await signedIn();
    const page = await browser.open(endSession({ client_id: web.client_id, ui_locales: 'de' }));
    expect(page.text).toContain('Abmelden?');
  });

  test('a client that has registered itself gets no redirect that nobody has agreed to', async () => {
    const asked = endSession({ client_id: self.client_id, post_logout_redirect_uri: BYE, state: 's' });
    const page = await server.browser().open(asked);
    expect(page.headers.get('location')).toBe(null);
    expect(page.text).toContain(`href="${BYE}?state=s"`);
    expect(page.text).toContain('client.test');
    // The control: to an operator's client there is one.
    const trusted = endSession({ client_id: web.client_id, post_logout_redirect_uri: BYE, state: 's' });
    expect((await server.browser().open(trusted)).headers.get('location')).toBe(`${BYE}?state=s`);
  });
});

describe('clients that have said where are told that a session has ended', async () => {
  // Workers look for jobs once a second: what tests before have ended would be told of here.
  beforeEach(async () => {
    const waiting = async () =>
      await db.admin`select from graphile_worker_rowseal.jobs where task_identifier = 'logout'`;
    await expect.poll(async () => (await waiting()).length).toBe(0);
  });
  const jwks = createLocalJWKSet((await send('/v1/jwks.json')).body);

  test('each by a logout token of its own, signed as its ID tokens are', async () => {
    const before = party.told.length;
    const { browser, id_token_hint } = await signedIn();
    const second = await idToken(browser, other);
    await browser.open(endSession({ id_token_hint }));
    const told = (await party.heard(before + 2)).slice(before);
    const byPath = new Map(told.map((one) => [one.path, one]));
    for (const [path, client, token, alg] of [
      ['/logout', web, id_token_hint, 'RS256'],
      ['/other', other, second, 'EdDSA'],
    ] as const) {
      const one = byPath.get(path);
      expect(one?.contentType).toBe('application/x-www-form-urlencoded');
      expect([...(one?.form.keys() ?? [])]).toEqual(['logout_token']);
      const { payload, protectedHeader } = await jwtVerify(one?.form.get('logout_token') ?? '', jwks, {
        issuer,
        audience: client.client_id,
        typ: 'logout+jwt',
        algorithms: [alg],
        requiredClaims: ['iat', 'exp', 'jti'],
      });
      expect(protectedHeader).toEqual({ alg, typ: 'logout+jwt', kid: expect.any(String) });
      const { sub, sid } = decodeJwt(token);
      expect(payload).toMatchObject({ sub, sid, aud: client.client_id });
      expect(payload['events']).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
      expect(payload).not.toHaveProperty('nonce');
      expect(Number(payload.exp) - Number(payload.iat)).toBeLessThanOrEqual(120);
    }
  });

  test('whatever has ended it: signing out here, or another session of the user', async () => {
    for (const end of [
      (browser: Browser) => browser.request(`${issuer}/sign-out`, {}),
      async (_browser: Browser, sid: string) => {
        await db.admin`select rowseal_private.revoke_session(user_id, id, 'refresh_token_reused')
                         from rowseal_private.sessions where id = ${sid}`;
      },
    ]) {
      const before = party.told.length;
      const { browser, id_token_hint } = await signedIn();
      await end(browser, String(decodeJwt(id_token_hint)['sid']));
      const [one] = (await party.heard(before + 1)).slice(before);
      expect(decodeJwt(one?.form.get('logout_token') ?? '')['sid']).toBe(decodeJwt(id_token_hint)['sid']);
    }
  });

  test('again, with another token, until they have taken it', async () => {
    const before = party.told.length;
    party.answers.splice(0, party.answers.length, { status: 503 }, { status: 204 }, { status: 200 });
    const { browser, id_token_hint } = await signedIn();
    await browser.open(endSession({ id_token_hint }));
    const told = (await party.heard(before + 2)).slice(before);
    const ids = told.map(({ form }) => decodeJwt(form.get('logout_token') ?? '').jti);
    expect(new Set(ids).size).toBe(2);
    expect(complaints.join('\n')).toContain(
      `client ${web.client_id} was not told that a session has ended: it answered 503`,
    );
  });

  test('no redirect is followed', async () => {
    const before = party.told.length;
    const location = `${party.url}/inside`;
    party.answers.splice(0, party.answers.length, { status: 307, headers: { location } }, { status: 200 });
    const { browser, id_token_hint } = await signedIn();
    await browser.open(endSession({ id_token_hint }));
    await party.heard(before + 2);
    expect(party.told.slice(before).map(({ path }) => path)).toEqual(['/logout', '/logout']);
    // The control: who follows it gets there.
    await fetch(location, { method: 'POST', body: new URLSearchParams({ logout_token: 'x' }) });
    expect(party.told.at(-1)?.path).toBe('/inside');
  });
});
