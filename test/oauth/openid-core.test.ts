import { createLocalJWKSet, decodeJwt, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { openKeyStore } from '#server/credentials/key-store.ts';
import { openIssuer } from '#server/database/issuer.ts';
import type { Browser } from '#test/support/form-browser.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { APP_ORIGIN, oauthServer, REDIRECT_URI } from '#test/support/oauth-server.ts';

/** What the modules of the OpenID certification suite (Config OP, Basic OP) decide on, one test a module or a few. */
const server = await oauthServer({ graphql: true });
const { db, send, post, addClient, authorizationRequest, person, grantTo, redeem } = server;
const web = await addClient({ name: 'Web' });
const certified = await addClient({ name: 'Certified', pkceWaived: true });
const spa = await addClient({ name: 'Browser', authMethod: 'none' });
const PLAIN = { code_challenge: null, code_challenge_method: null };
const MEMBER = person('member@acme.test');
const OWNER = person('owner@acme.test');

/** What a client is told without a page having been shown. */
async function told(browser: Browser, clientId: string, more: Record<string, string | null>) {
  const page = await browser.open(authorizationRequest(clientId, more).url);
  const location = page.headers.get('location');
  return location === null ? { page: page.text } : Object.fromEntries(new URL(location).searchParams);
}
/** A browser whose person has agreed to what a client asks for, and what it has learnt. */
async function known(client: { client_id: string; client_secret: string }, who = MEMBER, more = {}) {
  const browser = server.browser();
  const { url, verifier } = authorizationRequest(client.client_id, { scope: 'openid email', ...more });
  const callback = await browser.authorize(url, who);
  const { body } = await redeem(client, { code: callback.searchParams.get('code') ?? '', verifier });
  return { browser, tokens: body as { id_token: string; access_token: string } };
}

describe('keys', () => {
  test('of every algorithm that ID tokens are signed with are published before any client is registered (oidcc-server)', async () => {
    const { body } = await send('/v1/jwks.json');
    const algorithms = body.keys.map(({ alg }: { alg: string }) => alg);
    const { body: discovered } = await send('/.well-known/openid-configuration');
    expect(new Set(algorithms)).toEqual(new Set(discovered.id_token_signing_alg_values_supported));
    const { id_token } = await grantTo(web);
    const after = await send('/v1/jwks.json');
    expect(after.body).toEqual(body);
    const [header = ''] = id_token.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    expect(body.keys.map((key: { kid: string }) => key.kid)).toContain(kid);
    // The control: who has not fetched it verifies nothing with the others.
    const others = { keys: body.keys.filter((key: { kid: string }) => key.kid !== kid) };
    await expect(jwtVerify(id_token, createLocalJWKSet(others))).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    });
    await jwtVerify(id_token, createLocalJWKSet(body));
  });
});

describe('id_token_hint (oidcc-id-token-hint)', async () => {
  const { browser, tokens } = await known(web);
  const other = await known(web, OWNER);
  const silent = (more: Record<string, string | null>, where = browser) =>
    told(where, web.client_id, { scope: 'openid email', prompt: 'none', ...more });

  test('of who is signed in is answered, of anybody else it is not', async () => {
    // The control: without a hint, and with one's own, there is an answer.
    expect(await silent({})).toHaveProperty('code');
    expect(await silent({ id_token_hint: tokens.id_token })).toHaveProperty('code');
    expect(await silent({ id_token_hint: other.tokens.id_token })).toMatchObject({ error: 'login_required' });
    expect(await silent({ id_token_hint: tokens.id_token }, other.browser)).toMatchObject({ error: 'login_required' });
  });

  test('counts after it has expired', async () => {
    const doorway = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 1 });
    const keys = await openKeyStore(doorway, TEST_MASTER_KEY);
    const { id, key } = keys.current('RS256');
    const again = (sub: string, more: object = {}) =>
      new SignJWT({ ...decodeJwt(tokens.id_token), sub, exp: 1_000_000_000, ...more })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: id })
        .sign(key);
    expect(await silent({ id_token_hint: await again(decodeJwt(tokens.id_token).sub ?? '') })).toHaveProperty('code');
    const stranger = await again(decodeJwt(other.tokens.id_token).sub ?? '');
    expect(await silent({ id_token_hint: stranger })).toMatchObject({ error: 'login_required' });
    for (const more of [{ iss: 'https://evil.test' }, { aud: spa.client_id }, { aud: undefined }])
      expect(await silent({ id_token_hint: await again(decodeJwt(tokens.id_token).sub ?? '', more) })).toMatchObject({
        error: 'login_required',
      });
    keys.close();
    await doorway.close();
  });

  test('that is no ID token of ours for this client answers nothing', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const [header = '', payload = ''] = tokens.id_token.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const forged = await new SignJWT(decodeJwt(tokens.id_token))
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .sign(privateKey);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    const elsewhere = (await known(spa)).tokens.id_token;
    // The control: a genuine one is answered.
    expect(await silent({ id_token_hint: tokens.id_token })).toHaveProperty('code');
    for (const id_token_hint of ['x', 'a.b.c', forged, unsigned, elsewhere, tokens.access_token]) {
      expect(await silent({ id_token_hint })).toMatchObject({ error: 'login_required' });
      const { error } = await told(browser, web.client_id, { id_token_hint });
      expect(error).toBe('invalid_request');
    }
  });

  test('lets the person sign in as who is meant, and nobody else', async () => {
    const url = authorizationRequest(web.client_id, {
      scope: 'openid email',
      id_token_hint: other.tokens.id_token,
    }).url;
    const once = await known(web);
    const page = await once.browser.open(url);
    expect(page.text).toContain('action="/sign-in"');
    const wrong = await once.browser.submit(page, '/sign-in', MEMBER);
    expect(new URL(wrong.headers.get('location') ?? '').searchParams.get('error')).toBe('login_required');
    const right = await once.browser.submit(await once.browser.open(url), '/sign-in', OWNER);
    expect(right.headers.get('location')).toContain('code=');
  });

  test('a value of sub in the claims parameter is the same, and what is no claims parameter is refused', async () => {
    const sub = (token: string) => JSON.stringify({ id_token: { sub: { value: decodeJwt(token).sub } } });
    expect(await silent({ claims: sub(tokens.id_token) })).toHaveProperty('code');
    expect(await silent({ claims: sub(other.tokens.id_token) })).toMatchObject({ error: 'login_required' });
    const both = { claims: sub(other.tokens.id_token), id_token_hint: tokens.id_token };
    expect(await silent(both)).toMatchObject({ error: 'invalid_request' });
    for (const claims of ['x', '[]', '"x"', '{"id_token":5}', '{"id_token":{"sub":{"value":"x"}}}'])
      expect(await silent({ claims }), claims).toMatchObject({ error: 'invalid_request' });
    const usual = {
      claims:
        '{"userinfo":{"name":{"essential":true},"email":null},"id_token":{"auth_time":{"essential":true},"acr":null}}',
    };
    expect(await silent(usual)).toHaveProperty('code');
  });
});

describe('PKCE that an operator has waived', () => {
  test('may be left out with a nonce, and the ID token carries that', async () => {
    const { url } = authorizationRequest(certified.client_id, { ...PLAIN, nonce: 'n-0S6_WzA2Mj' });
    const code = (await server.browser().authorize(url, MEMBER)).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI };
    const { body, status } = await server.postAs(certified, '/v1/oauth/token', form);
    expect(status).toBe(200);
    expect(decodeJwt(body.id_token)).toMatchObject({ nonce: 'n-0S6_WzA2Mj', auth_time: expect.any(Number) });
  });

  test('is used where it is sent (oidcc-ensure-request-with-valid-pkce-succeeds)', async () => {
    expect(await grantTo(certified)).toHaveProperty('access_token');
  });
});

describe('client_secret_post (oidcc-server-client-secret-post)', () => {
  const inForm = (client: { client_id: string; client_secret: string }, more: Record<string, string>) =>
    post('/v1/oauth/token', { ...client, grant_type: 'refresh_token', refresh_token: 'x', ...more });

  test('is for clients that are registered for it, each by one method', async () => {
    const poster = await addClient({ authMethod: 'client_secret_post' });
    const { code, verifier } = await server.codeFor(poster);
    const form = { ...poster, grant_type: 'authorization_code', code, code_verifier: verifier };
    expect((await post('/v1/oauth/token', form)).status).toBe(200);
    expect((await inForm(poster, {})).body.error).toBe('invalid_grant');
    expect((await inForm(poster, { client_secret: 'x' })).body.error).toBe('invalid_client');
    expect((await inForm(web, {})).body.error).toBe('invalid_client');
    expect((await post('/v1/oauth/token', { grant_type: 'refresh_token' }, server.basic(poster))).body.error).toBe(
      'invalid_client',
    );
    expect((await inForm({ ...spa, client_secret: 'x' }, {})).body.error).toBe('invalid_client');
  });
});

describe('consent to a public client', () => {
  const asked = async (client: { client_id: string }, more: Record<string, string>) => {
    const browser = server.browser();
    await browser.authorize(authorizationRequest(client.client_id, { scope: 'openid email', ...more }).url, MEMBER);
    return told(browser, client.client_id, { scope: 'openid email', prompt: 'none', ...more });
  };

  test('is remembered where an operator registered it and https answers, so that prompt=none works', async () => {
    expect(await asked(spa, {})).toHaveProperty('code');
  });

  test('is not by a loopback address, whatever was agreed to by https, nor for who registered themselves', async () => {
    const both = await addClient({ authMethod: 'none', redirectUris: [REDIRECT_URI, 'http://127.0.0.1/cb'] });
    expect(await asked(both, { redirect_uri: 'http://127.0.0.1:9/cb' })).toMatchObject({ error: 'consent_required' });
    const browser = server.browser();
    await browser.authorize(authorizationRequest(both.client_id, { scope: 'openid' }).url, MEMBER);
    const silent = { scope: 'openid', prompt: 'none' };
    expect(await told(browser, both.client_id, silent), 'the control').toHaveProperty('code');
    const loopback = { ...silent, redirect_uri: 'http://127.0.0.1:9/cb' };
    expect(await told(browser, both.client_id, loopback)).toMatchObject({ error: 'consent_required' });
    const [self] = await db.admin<{ client_id: string }[]>`
      select * from rowseal_private.add_client('Self', ${[REDIRECT_URI]}, 'none', registered_by_itself => true)`;
    expect(await asked({ client_id: self?.client_id ?? '' }, {})).toMatchObject({ error: 'consent_required' });
  });
});

describe('an OpenID request', () => {
  test('leaves out scopes that are unknown, or not the client’s, and says so (oidcc-scope-all)', async () => {
    const scope = 'address openid phone email unknown:scope email notes:read';
    expect((await grantTo(web, { scope })).scope).toBe('openid email notes:read');
    const narrow = await addClient({ scope: 'openid notes:read' });
    expect((await grantTo(narrow, { scope })).scope).toBe('openid notes:read');
    const bare = await addClient({ scope: 'notes:read' });
    for (const [client, asked] of [
      [web, 'notes:read unknown:scope'],
      [bare, 'openid notes:read'],
    ] as const) {
      const refused = await told(server.browser(), client.client_id, { scope: asked });
      expect(refused).toMatchObject({ error: 'invalid_scope' });
    }
  });

  test('names its redirect URI, or is answered nowhere', async () => {
    const { url } = authorizationRequest(web.client_id, { redirect_uri: null });
    const page = await server.browser().open(url);
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    expect(page.text).toContain('did not say where');
    const oauth = authorizationRequest(web.client_id, { redirect_uri: null, scope: 'notes:read' });
    expect((await server.browser().open(oauth.url)).status, 'plain OAuth with one URI need not').toBe(200);
  });

  test('is told who it is by the ID token, and everything else by userinfo alone, by header or form (oidcc-userinfo)', async () => {
    const { id_token, access_token } = await grantTo(web, { scope: 'openid profile email' });
    expect(Object.keys(decodeJwt(id_token)).sort()).toEqual([
      'acr',
      'amr',
      'at_hash',
      'aud',
      'auth_time',
      'azp',
      'exp',
      'iat',
      'iss',
      'sid',
      'sub',
    ]);
    const all = { sub: decodeJwt(id_token).sub, name: 'Max Acme', email: 'member@acme.test' };
    const headers = { authorization: `Bearer ${access_token}` };
    const INFO = '/v1/oauth/userinfo';
    expect((await send(INFO, { headers })).body).toMatchObject(all);
    expect((await send(INFO, { method: 'POST', headers })).body).toMatchObject(all);
    expect((await post(INFO, { access_token })).body).toMatchObject(all);
    expect((await post(INFO, { access_token }, headers)).status, 'two ways at once').toBe(400);
    expect((await post(INFO, { access_token: 'x' })).status).toBe(401);
    expect((await post(INFO, {})).status).toBe(401);
    expect(
      (await post(INFO, [access_token, access_token].map((each) => `access_token=${each}`).join('&'))).status,
    ).toBe(401);
  });
});

describe('a page of an origin that nobody has listed', () => {
  const DOCUMENTS = [
    '/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
    '/.well-known/oauth-protected-resource',
    '/v1/jwks.json',
  ];
  const ENDPOINTS = ['/v1/oauth/token', '/v1/oauth/userinfo', '/v1/oauth/register'];
  const told = ({ headers }: { headers: Headers }) =>
    ['access-control-allow-origin', 'access-control-allow-credentials'].map((name) => headers.get(name));
  const preflight = (path: string, origin: string, headers: string) =>
    send(path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': headers },
    });

  test('reads discovery, keys, tokens, userinfo and registrations, and never with cookies', async () => {
    const headers = { origin: 'https://anybody.test' };
    for (const path of DOCUMENTS) expect([path, ...told(await send(path, { headers }))]).toEqual([path, '*', null]);
    for (const path of ENDPOINTS) {
      expect([path, ...told(await preflight(path, 'https://anybody.test', 'authorization'))]).toEqual([
        path,
        '*',
        null,
      ]);
      // What is refused is for it to read too.
      const answer = await send(path, { method: 'POST', headers, body: new URLSearchParams() });
      expect([path, ...told(answer)]).toEqual([path, '*', null]);
      expect(answer.headers.get('vary')).toMatch(/\borigin\b/i);
    }
  });

  test('reads nothing else', async () => {
    for (const path of ['/v1/oauth/revoke', '/v1/oauth/introspect', '/v1/auth/refresh', '/v1/me', '/graphql'])
      expect([path, ...told(await preflight(path, 'https://anybody.test', 'authorization'))]).toEqual([
        path,
        null,
        null,
      ]);
  });

  test('the control: one of a listed origin reads all with cookies, is never told * beside them, and may be traced', async () => {
    for (const path of [...DOCUMENTS, ...ENDPOINTS, '/v1/auth/refresh']) {
      const tracing = 'traceparent, tracestate, baggage, sentry-trace, x-request-id';
      const allowed = await preflight(path, APP_ORIGIN, tracing);
      expect([path, ...told(allowed)]).toEqual([path, APP_ORIGIN, 'true']);
      for (const name of tracing.split(', '))
        expect(allowed.headers.get('access-control-allow-headers')).toContain(name);
    }
    for (const path of DOCUMENTS)
      expect(told(await send(path, { headers: { origin: APP_ORIGIN } }))).toEqual([APP_ORIGIN, 'true']);
  });
});
