import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { openKeyStore } from '#server/credentials/key-store.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { postToClient } from '#server/worker/logout-post.ts';
import type { Browser } from '#test/support/form-browser.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { oauthServer, type RegisteredClient } from '#test/support/oauth-server.ts';

/** Attacks on signing out: by links, by hints, by the addresses that clients register. */
const server = await oauthServer();
const { db, issuer, addClient, authorizationRequest, person, redeem, send, post } = server;
const BYE = 'https://client.test/bye';
const web = await addClient({ name: 'Web', postLogoutRedirectUris: [BYE] });
const evil = await addClient({ name: 'Evil', postLogoutRedirectUris: ['https://evil.test/'] });
const MEMBER = person('member@acme.test');
const OWNER = person('owner@acme.test');

async function grant(browser: Browser, client: RegisteredClient, who = MEMBER) {
  const { url, verifier } = authorizationRequest(client.client_id, { scope: 'openid email' });
  const callback = await browser.authorize(url, who);
  const { body } = await redeem(client, { code: callback.searchParams.get('code') ?? '', verifier });
  return body as { id_token: string; access_token: string };
}

const endSession = (parameters: Record<string, string>) =>
  `${issuer}/v1/oauth/end_session?${new URLSearchParams(parameters)}`;
const isSignedIn = async (browser: Browser) => (await browser.open(`${issuer}/account`)).text.includes('@acme.test');

describe('a logout link does not become an open redirector', () => {
  test('no address that is not registered to the letter is redirected to, signed in or not', async () => {
    const browser = server.browser();
    const { id_token } = await grant(browser, web);
    for (const address of [
      'https://evil.test/',
      `${BYE}/`,
      `${BYE}?x=1`,
      `${BYE}#x`,
      'https://client.test:443/bye',
      'https://client.test/bye/../../evil',
      'HTTPS://client.test/bye',
      'https://client.test\\@evil.test/bye',
      '//evil.test/',
      'javascript:alert(1)',
    ]) {
      for (const more of [{ id_token_hint: id_token }, { client_id: web.client_id }, {}] as Record<string, string>[]) {
        const page = await browser.open(endSession({ post_logout_redirect_uri: address, ...more }));
        expect(page.status, address).toBe(400);
        expect(page.headers.get('location')).toBe(null);
        expect(page.text).not.toContain(address);
      }
    }
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('a registered address that is named twice, or belongs to another client, is not redirected to', async () => {
    const browser = server.browser();
    const { id_token } = await grant(browser, web);
    const twice = `${endSession({ id_token_hint: id_token, post_logout_redirect_uri: BYE })}&post_logout_redirect_uri=https://evil.test/`;
    expect((await browser.open(twice)).status).toBe(400);
    const across = {
      id_token_hint: id_token,
      client_id: evil.client_id,
      post_logout_redirect_uri: 'https://evil.test/',
    };
    expect((await browser.open(endSession(across))).status).toBe(400);
    expect((await browser.open(endSession({ ...across, client_id: web.client_id }))).status).toBe(400);
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('the registered one is redirected to: the control', async () => {
    const browser = server.browser();
    const { id_token } = await grant(browser, web);
    const page = await browser.open(endSession({ id_token_hint: id_token, post_logout_redirect_uri: BYE }));
    expect(page.headers.get('location')).toBe(BYE);
  });
});

describe('nobody is signed out by a stranger', async () => {
  const doorway = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 1 });
  const keys = await openKeyStore(doorway, TEST_MASTER_KEY);
  afterAll(async () => {
    keys.close();
    await doorway.close();
  });
  const { id, key } = keys.current('RS256');
  const signed = (claims: object, typ = 'JWT') =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', typ, kid: id }).sign(key);

  test('a hint that is forged, unsigned, another kind of token, or of another issuer is refused and ends nothing', async () => {
    const browser = server.browser();
    const { id_token, access_token } = await grant(browser, web);
    const claims = decodeJwt(id_token);
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: id }).sign(privateKey);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${id_token.split('.')[1]}.`;
    const logoutToken = await signed(claims, 'logout+jwt');
    const elsewhere = await signed({ ...claims, iss: 'https://evil.test' });
    for (const id_token_hint of [forged, unsigned, logoutToken, elsewhere, access_token, 'x']) {
      const page = await browser.open(endSession({ id_token_hint, post_logout_redirect_uri: BYE }));
      expect(page.status).toBe(400);
      expect(page.headers.get('location')).toBe(null);
    }
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('a genuine hint of another user, or of another session of the same user, asks first', async () => {
    const browser = server.browser();
    await grant(browser, web);
    for (const who of [OWNER, MEMBER]) {
      const { id_token } = await grant(server.browser(), web, who);
      const page = await browser.open(endSession({ id_token_hint: id_token, post_logout_redirect_uri: BYE }));
      expect(page.headers.get('location')).toBe(null);
      expect(page.text).toContain('Sign out?');
    }
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('an expired hint of the very session signs out at once: the control', async () => {
    const browser = server.browser();
    const { id_token } = await grant(browser, web);
    const expired = await signed({ ...decodeJwt(id_token), exp: 1_000_000_000 });
    await browser.open(endSession({ id_token_hint: expired, post_logout_redirect_uri: BYE }));
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('pages of other sites, links, and requests of another browser end nothing', async () => {
    const browser = server.browser();
    await grant(browser, web);
    const asked = await browser.open(endSession({ client_id: web.client_id, post_logout_redirect_uri: BYE }));
    const [, request = ''] = /name="request" value="([^"]+)"/.exec(asked.text) ?? [];
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const forms: Record<string, string>[] = [{}, { request, decision: 'sign_out' }];
    for (const form of forms) {
      for (const from of [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }])
        expect((await post('/sign-out', form, { cookie, ...from })).status).toBe(403);
    }
    await send(`/sign-out?request=${request}`, { headers: { cookie } });
    const stranger = server.browser();
    await grant(stranger, web, OWNER);
    expect((await stranger.request(`${issuer}/sign-out`, { request, decision: 'sign_out' })).status).toBe(400);
    expect(await isSignedIn(browser)).toBe(true);
    await browser.submit(asked, '/sign-out', { decision: 'sign_out' });
    expect(await isSignedIn(browser), 'the control').toBe(false);
  });

  test('a logout token is neither an ID token nor an access token', async () => {
    const { id_token } = await grant(server.browser(), web);
    const token = await signed({ ...decodeJwt(id_token), events: {} }, 'logout+jwt');
    expect((await server.me(token)).status).toBe(401);
    const { url } = authorizationRequest(web.client_id, { scope: 'openid', prompt: 'none', id_token_hint: token });
    const page = await server.browser().open(url);
    expect(new URL(page.headers.get('location') ?? '').searchParams.get('error')).toBe('login_required');
  });
});

describe('a client does not reach the inside by its back-channel logout URI', async () => {
  let connections = 0;
  const inside = createServer((socket) => {
    connections++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(inside, 'listening');
  afterAll(() => inside.close());
  const { port } = inside.address() as AddressInfo;
  const form = new URLSearchParams({ logout_token: 'x' });

  test.each([
    `https://127.0.0.1:${port}/`,
    `https://localhost:${port}/`,
    `https://[::1]:${port}/`,
    `https://[::ffff:127.0.0.1]:${port}/`,
    `https://[::ffff:7f00:1]:${port}/`,
    `https://2130706433:${port}/`,
    `https://0177.0.0.1:${port}/`,
    `https://0.0.0.0:${port}/`,
    `https://[::]:${port}/`,
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.0.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:db8::1]/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
  ])('%s is not dialled', async (address) => {
    await expect(postToClient(address, form, { development: false, networks: [] })).rejects.toThrow('on the internet');
    expect(connections).toBe(0);
  });

  test('nothing is dialled by http, and a developer who allows it dials only this machine', async () => {
    const production = { development: false, networks: ['0.0.0.0/0', '::/0'] };
    await expect(postToClient(`http://127.0.0.1:${port}/`, form, production)).rejects.toThrow('not https');
    await expect(postToClient('http://10.0.0.1/', form, { development: true, networks: [] })).rejects.toThrow(
      'not https',
    );
    expect(connections).toBe(0);
  });

  test('a network that the operator has named is dialled: the control', async () => {
    await expect(
      postToClient(`https://127.0.0.1:${port}/`, form, { development: false, networks: ['127.0.0.0/8'] }),
    ).rejects.toThrow();
    expect(connections).toBe(1);
  });

  test('one that has registered itself cannot use it either, nor register http', async () => {
    await db.admin`update rowseal_private.settings set client_registration_open = true`;
    const register = (backchannel_logout_uri: string) =>
      send('/v1/oauth/register', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ redirect_uris: ['https://evil.test/'], backchannel_logout_uri }),
      });
    for (const uri of ['http://127.0.0.1/', 'http://10.0.0.1/', 'https://u:p@evil.test/', 'file:///etc/passwd', 'x'])
      expect((await register(uri)).body.error, uri).toBe('invalid_client_metadata');
    expect((await register('https://evil.test/logout')).status).toBe(201);
  });
});

describe('an answer by form_post', () => {
  test('is no way to put markup into our page, or values into another field', async () => {
    const state = '"><script>alert(1)</script><input name="code" value="mine';
    const { url } = authorizationRequest(web.client_id, { response_mode: 'form_post', prompt: 'none', state });
    const { text, headers } = await server.browser().open(url);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toContain('alert(1)</script>');
    expect(text.match(/<input/g)).toHaveLength(3);
    expect(text).not.toContain('name="code"');
    expect(headers.get('content-security-policy')).not.toContain('unsafe-inline');
    expect(text, 'the control').toContain('value="&quot;&gt;&lt;script&gt;');
  });
});

describe('a site that begins one request after another in a browser', () => {
  const begun = (browser: Browser) => [...browser.cookies.keys()].filter((name) => name.includes('-begun-'));

  test('fills it with eight cookies by links, and with sixteen by forms of its own', async () => {
    const browser = server.browser();
    const { url } = authorizationRequest(web.client_id, { scope: 'openid' });
    for (let i = 0; i < 20; i++) await browser.request(url);
    expect(begun(browser)).toHaveLength(8);
    const [endpoint = '', query = ''] = url.split('?');
    const names = new Set<string>();
    for (let i = 0; i < 60; i++) {
      // As a browser sends a form of another site: without the cookies, which are SameSite=Lax.
      const { headers } = await post(new URL(endpoint).pathname, query);
      for (const line of headers.getSetCookie()) names.add(line.split('=')[0] ?? '');
    }
    expect(names.size).toBeGreaterThan(8);
    expect(names.size).toBeLessThanOrEqual(16);
  });

  test('does not undo what the person has begun last: the control', async () => {
    const browser = server.browser();
    const { url } = authorizationRequest(web.client_id, { scope: 'openid' });
    for (let i = 0; i < 12; i++) await browser.request(url);
    expect((await browser.authorize(url, MEMBER)).searchParams.get('code')).toContain('rsc_');
  });
});
