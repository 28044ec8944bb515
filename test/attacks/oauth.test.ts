import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  APP_ORIGIN,
  type HttpAnswer,
  oauthServer,
  REDIRECT_URI,
  type RegisteredClient,
  type TokenAnswer,
} from '#test/support/oauth-server.ts';

const server = await oauthServer();
const { db, issuer, send, post, postAs, basic, addClient, authorizationRequest, person, codeFor, redeem, refresh, me } =
  server;
const web = await addClient({ name: 'Web' });
const other = await addClient({ name: 'Other' });
const native = await addClient({
  name: 'Native',
  authMethod: 'none',
  redirectUris: ['http://127.0.0.1/cb', 'com.example.app:/cb'],
});
const ours = await addClient({ name: 'Ours', authMethod: 'none', firstParty: true });
const TOKEN = '/v1/oauth/token';

// Many guesses are made here, and all from one address.
await db.admin`update rowseal_private.throttle_limits set free_attempts = 1000`;

const authorize = (client: RegisteredClient, more: Record<string, string | string[] | null> = {}) =>
  send(authorizationRequest(client.client_id, more).url);
const told = (location: string | null): Record<string, string> => {
  const { origin, pathname, searchParams } = new URL(location ?? 'about:blank');
  return { to: origin + pathname, ...Object.fromEntries(searchParams) };
};
/** What a page shows that sends nobody anywhere. */
const expectNoRedirect = ({ status, headers, body }: Awaited<ReturnType<typeof send>>) => {
  expect(status).toBe(400);
  expect(headers.get('location')).toBeNull();
  expect(body).not.toMatch(/http-equiv|<a /);
};

describe('redirects: nothing is sent to an address that is not registered', () => {
  test.each([
    ['another origin', 'https://evil.test/callback'],
    ['a longer path', `${REDIRECT_URI}/more`],
    ['a trailing slash', `${REDIRECT_URI}/`],
    ['dot segments', 'https://client.test/x/../callback'],
    ['dot segments with a path parameter', 'https://client.test/x/..;/callback'],
    ['escaped dot segments', 'https://client.test/%2e%2e/callback'],
    ['escaped letters', 'https://client.test/%63allback'],
    ['upper case', 'https://CLIENT.test/callback'],
    ['a port', 'https://client.test:443/callback'],
    ['a user', 'https://client.test@evil.test/callback'],
    ['a backslash', 'https://evil.test\\@client.test/callback'],
    ['backslashes for slashes', 'https:\\\\evil.test/callback'],
    ['a host that begins like it', 'https://client.test.evil.test/callback'],
    ['a dot behind the host', 'https://client.test./callback'],
    ['letters that fold alike', 'https://\u212Alient.test/callback'],
    ['a doubled slash', 'https://client.test//callback'],
    ['a path parameter', `${REDIRECT_URI};x`],
    ['one slash of three', 'https:/client.test/callback'],
    ['a fragment', `${REDIRECT_URI}#x`],
    ['a query', `${REDIRECT_URI}?next=https://evil.test`],
    ['no scheme', '//evil.test'],
    ['no scheme, and a backslash', '/\\evil.test'],
    ['a path', '/callback'],
    ['a script', 'javascript:alert(1)'],
    ['a script that looks like a host', 'javascript://client.test/%0aalert(1)'],
    ['data', 'data:text/html,x'],
    ['a line break', `${REDIRECT_URI}\r\nset-cookie: a=b`],
    ['white space before it', ` ${REDIRECT_URI}`],
    ['plain http', 'http://client.test/callback'],
  ])('%s', async (_what, redirect_uri) => {
    expectNoRedirect(await authorize(web, { redirect_uri }));
  });

  test.each([
    ['a name instead of the address', 'http://localhost:5000/cb'],
    ['another loopback address', 'http://127.0.0.2:5000/cb'],
    ['the loopback address of IPv6', 'http://[::1]:5000/cb'],
    ['the address as one number', 'http://2130706433:5000/cb'],
    ['a host that begins like it', 'http://127.0.0.1.evil.test/cb'],
    ['a user that looks like a port', 'http://127.0.0.1:80@evil.test/cb'],
    ['a port that cannot be', 'http://127.0.0.1:99999/cb'],
    ['port 0', 'http://127.0.0.1:0/cb'],
    ['another path', 'http://127.0.0.1:5000/other'],
    ['https', 'https://127.0.0.1:5000/cb'],
    ['a longer private-use address', 'com.example.app:/cb/x'],
  ])('on loopback: %s', async (_what, redirect_uri) => {
    expectNoRedirect(await authorize(native, { redirect_uri }));
  });

  test('the same parameter twice, in the query or in query and body', async () => {
    expectNoRedirect(await authorize(web, { redirect_uri: [REDIRECT_URI, 'https://evil.test/'] }));
    expectNoRedirect(await authorize(web, { client_id: [web.client_id, other.client_id] }));
    const { url } = authorizationRequest(web.client_id, { redirect_uri: REDIRECT_URI });
    expectNoRedirect(await post(url, { redirect_uri: 'https://evil.test/' }));
    expectNoRedirect(await post(url, { redirect_uri: REDIRECT_URI }));
    expectNoRedirect(await post(url, { client_id: other.client_id }));
    expect(told((await post(url, { scope: 'openid' })).headers.get('location'))).toMatchObject({
      error: 'invalid_request',
    });
  });

  test('an unknown or a removed client', async () => {
    const gone = await addClient();
    await db.admin`select rowseal_private.remove_client(${gone.client_id})`;
    for (const client_id of ['app_0000000000000000000000', '', 'x', gone.client_id])
      expectNoRedirect(await authorize(web, { client_id }));
  });

  test('what a sign-in or a sign-out is asked to go on to', async () => {
    const page = await send('/sign-in?next=https://evil.test&return_to=//evil.test&redirect_uri=https://evil.test');
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('evil.test');
    const elsewhere = { next: 'https://evil.test', return_to: '//evil.test', redirect_uri: 'https://evil.test' };
    const body = new URLSearchParams({ ...person('owner@acme.test'), ...elsewhere });
    const signedIn = await send('/sign-in', { method: 'POST', body, headers: { origin: issuer } });
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/account']);
    const out = new URLSearchParams({
      post_logout_redirect_uri: 'https://evil.test',
      id_token_hint: 'x',
      state: 'evil',
    });
    const signedOut = await send(`/sign-out?${out}`, { method: 'POST', body: out, headers: { origin: issuer } });
    expect([signedOut.status, signedOut.headers.get('location')]).toEqual([200, null]);
    expect(signedOut.body).not.toContain('evil');
  });

  test('the controls: what is registered to the letter, and any port of the address on loopback', async () => {
    for (const [client, redirect_uri] of [
      [web, REDIRECT_URI],
      [native, 'http://127.0.0.1/cb'],
      [native, 'http://127.0.0.1:49152/cb'],
      [native, 'com.example.app:/cb'],
    ] as const)
      expect((await authorize(client, { redirect_uri })).status).toBe(200);
  });
});

describe('PKCE downgrade', () => {
  test.each([
    ['no challenge', { code_challenge: null, code_challenge_method: null }],
    ['an empty challenge', { code_challenge: '' }],
    ['a method without a challenge', { code_challenge: null }],
    ['a challenge whose method would be plain', { code_challenge_method: null }],
    ['plain', { code_challenge_method: 'plain' }],
    ['a method of another case', { code_challenge_method: 's256' }],
    ['a challenge that no digest is', { code_challenge: 'short' }],
  ])('%s is refused before anybody is asked, for every client', async (_what, more) => {
    for (const client of [web, native, ours]) {
      const redirect_uri = client === native ? 'http://127.0.0.1:7/cb' : REDIRECT_URI;
      const { headers } = await authorize(client, { redirect_uri, ...more });
      expect(told(headers.get('location'))).toMatchObject({ to: redirect_uri, error: 'invalid_request', iss: issuer });
    }
  });

  test('a code is refused without its verifier, with the challenge, and with the verifier of another request', async () => {
    const { code, verifier } = await codeFor(web);
    const { searchParams } = new URL(authorizationRequest(web.client_id).url);
    const mine = authorizationRequest(web.client_id);
    for (const wrong of [
      mine.verifier,
      searchParams.get('code_challenge') ?? '',
      verifier.slice(1),
      `${verifier}=`,
      `${verifier} `,
    ]) {
      const refused = await redeem(web, { code, verifier: wrong });
      expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant']);
    }
    for (const missing of [{}, { code_verifier: '' }]) {
      const refused = await postAs(web, TOKEN, { grant_type: 'authorization_code', code, ...missing });
      expect([refused.status, refused.body.error]).toEqual([400, 'invalid_request']);
    }
    expect((await redeem(web, { code, verifier })).status).toBe(200);
  });
});

test('a code without a challenge is refused once its client may no longer leave PKCE out', async () => {
  const waived = await addClient({ pkceWaived: true });
  const { code } = await codeFor(waived, { code_challenge: null, code_challenge_method: null, nonce: 'a-nonce' });
  const redeemed = async (more: Record<string, string> = {}) => {
    const { body } = await postAs(waived, TOKEN, { grant_type: 'authorization_code', code, ...more });
    return body.error;
  };
  const mayLeaveItOut = (may: boolean) =>
    db.admin`update rowseal_private.oauth_clients set pkce_waived = ${may} where id = ${waived.client_id}`;
  await mayLeaveItOut(false);
  expect([await redeemed(), await redeemed({ code_verifier: 'x' })]).toEqual(['invalid_request', 'invalid_grant']);
  await mayLeaveItOut(true);
  expect(await redeemed({ code_verifier: 'x' })).toBe('invalid_grant');
  expect(await redeemed(), 'the control').toBeUndefined();
});

describe('forbidden flows', () => {
  test.each(['token', 'id_token', 'code token', 'code id_token', 'none', 'CODE', ''])(
    'response_type "%s"',
    async (response_type) => {
      const { status, headers } = await authorize(web, { response_type });
      expect(status).toBe(303);
      expect(told(headers.get('location'))).toEqual({
        to: REDIRECT_URI,
        error: 'unsupported_response_type',
        error_description: expect.any(String),
        state: 'a-state',
        iss: issuer,
      });
    },
  );

  test.each(['fragment', 'query.jwt', 'web_message'])('response_mode %s', async (response_mode) => {
    const { headers } = await authorize(web, { response_mode });
    expect(told(headers.get('location'))).toMatchObject({ error: 'invalid_request' });
  });

  test.each([
    'password',
    'implicit',
    'urn:ietf:params:oauth:grant-type:device_code',
    'urn:ietf:params:oauth:grant-type:token-exchange',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    '__proto__',
    'constructor',
  ])('grant_type %s', async (grant_type) => {
    const refused = await postAs(web, TOKEN, {
      grant_type,
      username: 'owner@acme.test',
      password: person('').password,
    });
    expect([refused.status, refused.body.error]).toEqual([400, 'unsupported_grant_type']);
  });

  test('grant_type client_credentials, by an application: services alone act for themselves', async () => {
    const refused = await postAs(web, TOKEN, { grant_type: 'client_credentials', scope: 'notes:read' });
    expect([refused.status, refused.body.error]).toEqual([400, 'unauthorized_client']);
  });

  test('a request object, by value or by reference', async () => {
    for (const name of ['request', 'request_uri']) {
      const { headers } = await authorize(web, { [name]: 'https://evil.test/object' });
      expect(told(headers.get('location'))).toMatchObject({ error: `${name}_not_supported` });
    }
  });
});

describe('races and single use', () => {
  test('of 50 redemptions of one code one gets tokens, and after the replays even those are refused', async () => {
    const grants = async ({ client_id }: RegisteredClient) =>
      (await db.admin`select from rowseal_private.sessions where client_id = ${client_id}`).length;
    for (const client of [web, ours]) {
      const code = await codeFor(client);
      const before = await grants(client);
      const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(client, code)));
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      expect(await grants(client)).toBe(before + 1);
      expect(new Set(answers.map(({ body }) => body.error))).toEqual(new Set([undefined, 'invalid_grant']));
      const tokens = won[0]?.body;
      expect((await me(tokens.access_token)).body.code).toBe('session_ended');
      expect((await refresh(client, tokens.refresh_token)).body.error).toBe('invalid_grant');
    }
  });

  test('after a replay introspection says that the tokens are not active', async () => {
    const code = await codeFor(web);
    const { body } = await redeem(web, code);
    const inspect = async () => (await postAs(web, '/v1/oauth/introspect', { token: body.access_token })).body;
    expect((await inspect()).active).toBe(true);
    await redeem(web, code);
    expect(await inspect()).toEqual({ active: false });
  });

  test('a replay ends the grant and what was refreshed from it, also after the code has expired', async () => {
    const code = await codeFor(web);
    const { body } = await redeem(web, code);
    const { body: successor } = await refresh(web, body.refresh_token);
    expect((await me(successor.access_token)).status).toBe(200);
    await db.admin`update rowseal_private.oauth_codes set expires_at = now() - interval '1 minute'`;
    await db.admin`select rowseal_private.purge()`;
    expect((await redeem(web, code)).body.error).toBe('invalid_grant');
    expect((await me(successor.access_token)).body.code).toBe('session_ended');
    expect((await refresh(web, successor.refresh_token)).body.error).toBe('invalid_grant');
  });

  test.each<[string, Record<string, string>]>([
    ['a scope beyond the grant', { scope: 'openid members:manage' }],
    ['no scope at all', { scope: ' ' }],
    ['another resource', { resource: 'https://evil.test' }],
    ['both', { scope: 'members:manage', resource: 'https://evil.test' }],
    ['nothing else', {}],
  ])('a replay of a refresh token with %s ends the grant', async (_what, more) => {
    const { refresh_token } = await server.grantTo(web);
    const { body } = await refresh(web, refresh_token);
    const { body: latest } = await refresh(web, body.refresh_token);
    expect((await me(latest.access_token)).status).toBe(200);
    const replayed = await refresh(web, refresh_token, more);
    expect([replayed.status, replayed.body.error]).toEqual([400, 'invalid_grant']);
    expect((await me(latest.access_token)).body.code).toBe('session_ended');
    expect((await refresh(web, latest.refresh_token)).body.error).toBe('invalid_grant');
  });

  test('the controls: who asks for too much with a current token, or a retry of it, is told so and loses nothing', async () => {
    const { refresh_token } = await server.grantTo(web);
    const wider = async (token: string) => [
      (await refresh(web, token, { scope: 'members:manage' })).body.error,
      (await refresh(web, token, { resource: 'https://evil.test' })).body.error,
    ];
    expect(await wider(refresh_token)).toEqual(['invalid_scope', 'invalid_target']);
    const { body } = await refresh(web, refresh_token);
    expect(await wider(refresh_token), 'a retry').toEqual(['invalid_scope', 'invalid_target']);
    expect((await me(body.access_token)).status).toBe(200);
    expect((await refresh(web, body.refresh_token)).status).toBe(200);
  });

  test.each<[string, RegisteredClient, Record<string, string>]>([
    ['another redirect URI', web, { redirect_uri: 'https://evil.test/' }],
    ['another resource', web, { resource: 'https://evil.test' }],
    ['another verifier', web, { code_verifier: 'x'.repeat(43) }],
    ['no verifier', web, { code_verifier: '' }],
    ['another client', other, {}],
    ['a public client', ours, {}],
  ])('a replay of a code with %s ends the grant', async (_what, client, more) => {
    const code = await codeFor(web);
    const { body } = await redeem(web, code);
    expect((await me(body.access_token)).status).toBe(200);
    const replayed = await redeem(client, code, more);
    expect(replayed.body.error).toBe(more['code_verifier'] === '' ? 'invalid_request' : 'invalid_grant');
    expect((await me(body.access_token)).body.code).toBe('session_ended');
  });

  test('of 20 refreshes of one token all get the one successor, which rotates on', async () => {
    const { refresh_token } = await server.grantTo(web);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(web, refresh_token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const [successor, ...more] = new Set<string>(answers.map(({ body }) => body.refresh_token));
    expect(more).toEqual([]);
    const { body } = await refresh(web, successor ?? '');
    expect((await refresh(web, body.refresh_token)).status).toBe(200);
    expect((await refresh(web, refresh_token)).body.error).toBe('invalid_grant');
    expect((await me(body.access_token)).body.code).toBe('session_ended');
  });

  test('of 10 answers to one request one gets a code', async () => {
    const browser = server.browser();
    const { url } = authorizationRequest(web.client_id, { prompt: 'consent' });
    const signIn = await browser.open(url);
    const consent = await browser.submit(signIn, '/sign-in', person('owner@acme.test'));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => browser.submit(consent, '/consent', { decision: 'allow' })),
    );
    const codes = answers.filter(({ headers }) => headers.get('location')?.includes('code='));
    expect(codes).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(9);
  });

  test('a code is no refresh token, nor the reverse, nor is either an access token', async () => {
    const code = await codeFor(web);
    expect((await refresh(web, code.code)).body.error).toBe('invalid_grant');
    expect((await me(code.code)).status).toBe(401);
    const { body } = await redeem(web, code);
    expect((await redeem(web, { ...code, code: body.refresh_token })).body.error).toBe('invalid_grant');
    expect((await me(body.refresh_token)).status).toBe(401);
    expect((await me(body.id_token)).body.code).toBe('invalid_token');
  });

  test('a code lives for a minute', async () => {
    const code = await codeFor(web);
    const [row] =
      await db.admin`select max(expires_at) <= now() + interval '60 seconds' as short from rowseal_private.oauth_codes`;
    expect(row).toEqual({ short: true });
    await db.admin`update rowseal_private.oauth_codes set expires_at = now() where session_id is null`;
    expect((await redeem(web, code)).body.error).toBe('invalid_grant');
  });
});

describe('codes and refresh tokens are bound', () => {
  test('a code to its client, its redirect URI and its resource', async () => {
    const code = await codeFor(web, { redirect_uri: REDIRECT_URI, resource: 'https://api.test' });
    for (const refused of [
      await redeem(other, code),
      await redeem(ours, code),
      await redeem(web, code, { redirect_uri: 'https://evil.test/callback' }),
      await redeem(web, code, { resource: 'https://other.test' }),
      await redeem(web, code, { resource: issuer }),
    ]) {
      expect(refused.status).toBe(400);
      expect(refused.body.error).toMatch(/^invalid_(grant|target)$/);
    }
    const form = { grant_type: 'authorization_code', code: code.code, code_verifier: code.verifier };
    for (const who of [{}, { client_id: web.client_id }]) {
      const refused = await post(TOKEN, { ...form, ...who });
      expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
    }
    expect((await redeem(web, code, { redirect_uri: REDIRECT_URI, resource: 'https://api.test' })).status).toBe(200);
  });

  test('a refresh token to its client, which has to prove who it is', async () => {
    const { refresh_token } = await server.grantTo(web);
    expect((await refresh(other, refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(ours, refresh_token)).body.error).toBe('invalid_grant');
    const form = { grant_type: 'refresh_token', refresh_token };
    for (const more of [
      {},
      { client_id: web.client_id },
      { client_id: web.client_id, client_secret: web.client_secret },
    ]) {
      const refused = await post(TOKEN, { ...form, ...more });
      expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
      expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
    }
    const asOurs = async (token: string) => {
      const headers = { cookie: `__Host-Http-rowseal-refresh=${token}`, origin: issuer };
      return (await send('/v1/auth/refresh', { method: 'POST', headers })).status;
    };
    expect(await asOurs(refresh_token)).toBe(401);
    const login = server.browser();
    await login.submit(await login.open(`${issuer}/sign-in`), '/sign-in', person('owner@acme.test'));
    expect(await asOurs(login.cookies.get('__Host-Http-rowseal-refresh') ?? ''), 'the control: of a login').toBe(200);
    const own = login.cookies.get('__Host-Http-rowseal-refresh') ?? '';
    expect((await refresh(web, own)).body.error).toBe('invalid_grant');
    expect((await refresh(web, refresh_token)).status).toBe(200);
    const publics = await server.grantTo(ours);
    expect((await post(TOKEN, { ...form, refresh_token: publics.refresh_token })).body.error).toBe('invalid_client');
    expect((await refresh(native, publics.refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(ours, publics.refresh_token)).status).toBe(200);
  });

  test('a stolen refresh token does nothing without the secret: it is not used up, and its replay ends nothing', async () => {
    const { refresh_token } = await server.grantTo(web);
    const steal = (token: string, client_secret: string) => refresh({ ...web, client_secret }, token);
    const at = async () =>
      (
        await db.admin`select generation, revoked_at from rowseal_private.sessions
      where client_id = ${web.client_id} order by created_at desc limit 1`
      )[0];
    const before = await at();
    for (const secret of ['a guess', other.client_secret])
      expect((await steal(refresh_token, secret)).body.error).toBe('invalid_client');
    expect(await at()).toEqual(before);
    const { body } = await refresh(web, refresh_token);
    expect((await refresh(web, body.refresh_token)).status).toBe(200);
    expect((await steal(refresh_token, 'a guess')).body.error).toBe('invalid_client');
    expect((await me(body.access_token)).status).toBe(200);
    expect((await refresh(web, refresh_token)).body.error, 'the control: by the client it is a replay').toBe(
      'invalid_grant',
    );
    expect((await me(body.access_token)).body.code).toBe('session_ended');
  });

  test('to a time that no refresh moves', async () => {
    const { refresh_token } = await server.grantTo(web);
    const ends = async () =>
      (
        await db.admin`
          select expires_at from rowseal_private.sessions where id = (select id from rowseal.parse_token(${refresh_token}))`
      )[0]?.['expires_at'];
    const end = await ends();
    const { body } = await refresh(web, refresh_token);
    expect(await ends()).toEqual(end);
    expect((await me(body.access_token)).status, 'the control').toBe(200);
    await db.admin`
      update rowseal_private.sessions set expires_at = now() where id = (select id from rowseal.parse_token(${refresh_token}))`;
    expect((await me(body.access_token)).body.code).toBe('session_ended');
    expect((await refresh(web, body.refresh_token)).body.error).toBe('invalid_grant');
  });

  test('a refresh never widens', async () => {
    const { refresh_token } = await server.grantTo(web, { scope: 'openid offline_access notes:read' });
    const wider = await refresh(web, refresh_token, { scope: 'openid offline_access notes:read notes:write' });
    expect([wider.status, wider.body.error]).toEqual([400, 'invalid_scope']);
    const { body } = await refresh(web, refresh_token);
    expect(body.scope).toBe('openid offline_access notes:read');
  });

  test('an authorization request to the browser that brought it', async () => {
    const browser = server.browser();
    const { url } = authorizationRequest(ours.client_id, { scope: 'openid' });
    const page = await browser.open(url);
    const request = /name="request" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const thief = server.browser();
    const stolen = await thief.open(`${issuer}/sign-in?request=${request}`);
    expect(stolen.status).toBe(400);
    const known = server.browser();
    await known.open(authorizationRequest(ours.client_id).url);
    expect((await known.open(`${issuer}/sign-in?request=${request}`)).status).toBe(400);
    const last = await browser.submit(page, '/sign-in', person('owner@acme.test'));
    expect(last.headers.get('location'), 'the control').toContain('code=');
  });
});

describe('parameters', () => {
  test('that come twice are refused, empty ones are as if left out, unknown ones are ignored', async () => {
    const code = await codeFor(web, { nonce: '', prompt: '', resource: '', colour: 'blue' });
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code: code.code,
      code_verifier: code.verifier,
      redirect_uri: REDIRECT_URI,
      client_id: web.client_id,
      resource: issuer,
    });
    for (const [name, value] of form) {
      for (const again of [value, other.client_id]) {
        const refused = await post(TOKEN, `${form}&${new URLSearchParams({ [name]: again })}`, basic(web));
        expect([name, refused.status, refused.body.error]).toEqual([name, 400, 'invalid_request']);
      }
    }
    expect((await redeem(web, code, { resource: '', redirect_uri: '', colour: 'blue' })).status).toBe(200);
    for (const name of [
      'response_type',
      'scope',
      'state',
      'code_challenge',
      'code_challenge_method',
      'resource',
      'nonce',
    ]) {
      const [asked = ''] = new URL(authorizationRequest(web.client_id).url).searchParams.getAll(name);
      const { headers } = await authorize(web, { [name]: [asked || 'a', 'b'] });
      expect([name, told(headers.get('location'))]).toMatchObject([name, { error: 'invalid_request', iss: issuer }]);
      expect(Object.hasOwn(told(headers.get('location')), 'state')).toBe(name !== 'state');
    }
  });

  test('count in the body of a POST only', async () => {
    const code = await codeFor(web);
    const query = new URLSearchParams({
      grant_type: 'authorization_code',
      code: code.code,
      code_verifier: code.verifier,
    });
    expect((await send(`${TOKEN}?${query}`, { headers: basic(web) })).status).toBe(405);
    const posted = await post(`${TOKEN}?${query}`, '', basic(web));
    expect([posted.status, posted.body.error]).toEqual([400, 'invalid_request']);
    const json = await send(TOKEN, {
      method: 'POST',
      headers: { ...basic(web), 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(query)),
    });
    expect([json.status, json.body.error]).toEqual([400, 'invalid_request']);
    expect((await redeem(web, code)).status).toBe(200);
  });

  test('an access token in a query is ignored everywhere, and one in a form but at the userinfo endpoint', async () => {
    const { access_token } = await server.grantTo(web);
    expect((await send(`/v1/oauth/userinfo?access_token=${access_token}`)).status).toBe(401);
    expect((await post(`/v1/oauth/userinfo?access_token=${access_token}`, {})).status).toBe(401);
    expect((await post('/v1/auth/logout-others', { access_token })).status).toBeGreaterThanOrEqual(400);
    expect((await post('/v1/tokens', { access_token })).status).toBe(401);
    expect((await post('/v1/oauth/userinfo', { access_token })).status, 'the control').toBe(200);
  });

  test('that no text of PostgreSQL can be are bad input', async () => {
    for (const more of [{ state: 'a\0b' }, { login_hint: '\0' }, { scope: 'openid\0' }])
      expect((await authorize(web, more)).status).toBeLessThan(500);
    for (const form of [{ code: '\0' }, { client_id: '\0' }, { grant_type: '\0' }])
      expect((await post(TOKEN, { grant_type: 'authorization_code', ...form }, basic(web))).status).toBeLessThan(500);
    const strange = `Basic ${Buffer.from('%00:%00').toString('base64')}`;
    expect((await post(TOKEN, {}, { authorization: strange })).status).toBeLessThan(500);
  });
});

describe('client assertions', async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const keyed = await addClient({ authMethod: 'private_key_jwt', jwks: { keys: [jwk] } });
  const stranger = await generateKeyPair('ES256');
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  const claims = (more: object = {}) => ({
    iss: keyed.client_id,
    sub: keyed.client_id,
    aud: issuer,
    jti: randomUUID(),
    exp: Math.floor(Date.now() / 1000) + 60,
    ...more,
  });
  const signed = (more: object = {}, key: typeof privateKey | Uint8Array = privateKey, alg = 'ES256') =>
    new SignJWT(claims(more)).setProtectedHeader({ alg }).sign(key);
  const ask = (client_assertion: string, more: Record<string, string> = {}, headers = {}) =>
    post('/v1/oauth/revoke', { token: 'x', client_assertion, client_assertion_type: type, ...more }, headers);
  const unsigned = () =>
    [{ alg: 'none' }, claims()].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');

  test('a good one authenticates, once, however many present it at once', async () => {
    const assertion = await signed();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(assertion)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)]);
  });

  const forged: [string, () => string | Promise<string>][] = [
    ['for another audience', () => signed({ aud: 'https://evil.test' })],
    ['for another audience too', () => signed({ aud: [issuer, 'https://evil.test'] })],
    ['of another issuer', () => signed({ iss: other.client_id })],
    ['for another client', () => signed({ sub: web.client_id, iss: web.client_id })],
    ['whose subject is no text', () => signed({ sub: { $ne: null } })],
    ['whose subject is a number', () => signed({ sub: 5 })],
    ['that has expired', () => signed({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['that never expires', () => signed({ exp: undefined })],
    ['that expires next year', () => signed({ exp: Math.floor(Date.now() / 1000) + 31_536_000 })],
    ['without a jti', () => signed({ jti: undefined })],
    ['whose jti is no text', () => signed({ jti: { a: 1 } })],
    ['by another key', () => signed({}, stranger.privateKey)],
    ['by the public key as a secret', () => signed({}, Buffer.from(JSON.stringify(jwk)), 'HS256')],
    ['that is not signed', () => `${unsigned()}.`],
    [
      'that is encrypted',
      () => `${Buffer.from('{"alg":"dir","enc":"A128GCM","zip":"DEF"}').toString('base64url')}..x.x.x`,
    ],
    [
      'that brings its own key',
      async () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'ES256', jwk: await exportJWK(stranger.publicKey) })
          .sign(stranger.privateKey),
    ],
    [
      'with an unknown critical header',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'ES256', crit: ['urn:x'], 'urn:x': 1 })
          .sign(privateKey, { crit: { 'urn:x': true } }),
    ],
    ['that is not valid yet', () => signed({ nbf: Math.floor(Date.now() / 1000) + 300 })],
    ['that will be made in five minutes', () => signed({ iat: Math.floor(Date.now() / 1000) + 300 })],
    ['that is no JWT', () => 'x.y.z'],
    [
      'that was used before',
      async () => {
        const used = await signed();
        expect((await ask(used)).status, 'the control: its first use').toBe(200);
        return used;
      },
    ],
    ['that is empty', () => ''],
  ];
  const asserting = (client_assertion: string) => ({
    client_id: keyed.client_id,
    client_assertion,
    client_assertion_type: type,
  });
  const redeemAs = ({ code, verifier }: { code: string; verifier: string }, form: Record<string, string>) =>
    post(TOKEN, { grant_type: 'authorization_code', code, code_verifier: verifier, ...form });
  const granted = async (): Promise<TokenAnswer> =>
    (await redeemAs(await codeFor(keyed), asserting(await signed()))).body;
  /** Each endpoint, with what it would give to the client: tokens, a code, and whether an answer is that. */
  const doors: [string, () => Promise<(form: Record<string, string>) => Promise<HttpAnswer>>][] = [
    [
      'refresh',
      async () => {
        const { refresh_token } = await granted();
        return (form) => post(TOKEN, { grant_type: 'refresh_token', refresh_token, ...form });
      },
    ],
    [
      'introspect by an access token',
      async () => {
        const { access_token: token } = await granted();
        return (form) => post('/v1/oauth/introspect', { token, ...form });
      },
    ],
    [
      'introspect by a refresh token',
      async () => {
        const { refresh_token: token } = await granted();
        return (form) => post('/v1/oauth/introspect', { token, ...form });
      },
    ],
    [
      'revoke',
      async () => {
        const { refresh_token: token } = await granted();
        return (form) => post('/v1/oauth/revoke', { token, ...form });
      },
    ],
    [
      'redeem a code',
      async () => {
        const code = await codeFor(keyed);
        return (form) => redeemAs(code, form);
      },
    ],
  ];

  test.each(doors)('%s: no forged assertion, each for a reason of its own, authenticates', async (door, open) => {
    const enter = await open();
    const states = () => db.admin`
      select id, generation, revoked_at, ip, late_retry_at from rowseal_private.sessions
       where client_id = ${keyed.client_id} order by id`;
    const before = await states();
    const answers: Record<string, unknown> = {};
    for (const [kind, assertion] of forged) {
      const { status, body } = await enter(asserting(await assertion()));
      answers[kind] = [status, body?.error];
    }
    const others = {
      'of another type': { client_assertion_type: 'x' },
      'without a type': { client_assertion_type: '' },
    };
    for (const [kind, more] of Object.entries(others)) {
      const { status, body } = await enter({ ...asserting(await signed()), ...more });
      answers[kind] = [status, body?.error];
    }
    const refused = [401, 'invalid_client'];
    expect(answers).toEqual(Object.fromEntries(Object.keys(answers).map((kind) => [kind, refused])));
    expect(await states(), 'nothing has changed').toEqual(before);
    const genuine = await enter(asserting(await signed()));
    expect(genuine.status, 'the control').toBe(200);
    if (door.startsWith('introspect')) expect(genuine.body.active, 'the control').toBe(true);
    else expect(await states(), 'the control').not.toEqual(before);
  });

  test('one for us alone does, also as a list of one', async () => {
    expect((await ask(await signed({ aud: [issuer] }))).status).toBe(200);
  });

  test('one by a clock that is a minute ahead does', async () => {
    const soon = Math.floor(Date.now() / 1000) + 58;
    expect((await ask(await signed({ nbf: soon, iat: soon, exp: soon + 60 }))).status).toBe(200);
  });

  test('only one way to authenticate counts, and only the registered one', async () => {
    expect((await ask(await signed(), {}, basic(web))).body.error).toBe('invalid_request');
    expect((await ask(await signed(), { client_id: web.client_id })).body.error).toBe('invalid_client');
    expect((await ask(await signed(), { client_assertion_type: 'x' })).body.error).toBe('invalid_client');
    expect((await post('/v1/oauth/revoke', { token: 'x', client_id: keyed.client_id })).status).toBe(401);
    expect((await post('/v1/oauth/revoke', { token: 'x' }, basic({ ...keyed, client_secret: 'x' }))).status).toBe(401);
    expect((await post('/v1/oauth/revoke', { token: 'x' }, basic({ ...ours, client_secret: '' }))).status).toBe(401);
  });
});

describe('responses', () => {
  test('name the issuer, in success and in error (RFC 9207), and go by 303 after credentials', async () => {
    const { callback } = await codeFor(web);
    expect(callback.searchParams.get('iss')).toBe(issuer);
    const browser = server.browser();
    const denied = await browser.authorize(authorizationRequest(web.client_id, { prompt: 'consent' }).url, {
      ...person('owner@acme.test'),
      decision: 'deny',
    });
    expect(Object.fromEntries(denied.searchParams)).toEqual({ error: 'access_denied', state: 'a-state', iss: issuer });
    const page = await browser.request(authorizationRequest(web.client_id, { prompt: 'none' }).url);
    expect(page.status).toBe(200);
    const posted = await send('/sign-in', {
      method: 'POST',
      body: new URLSearchParams(person('owner@acme.test')),
      headers: { origin: issuer },
    });
    expect(posted.status).toBe(303);
  });

  test('with tokens are not cached', async () => {
    const answer = await redeem(web, await codeFor(web));
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const refused = await redeem(web, await codeFor(web), { code_verifier: 'x' });
    expect(refused.headers.get('cache-control')).toBe('no-store');
  });

  test('of the authorization endpoint and the pages are never for scripts of others, and cannot be framed', async () => {
    const { url } = authorizationRequest(web.client_id);
    for (const [address, method] of [
      [url, 'GET'],
      [url, 'OPTIONS'],
      [url.replace('authorize', '%61uthorize'), 'GET'],
      ['/sign-in', 'GET'],
    ] as const) {
      const headers = {
        origin: APP_ORIGIN,
        ...(method === 'OPTIONS' ? { 'access-control-request-method': 'GET' } : {}),
      };
      const answer = await send(address, { method, headers });
      expect([address, answer.headers.get('access-control-allow-origin')]).toEqual([address, null]);
      if (method === 'GET') expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
  });
});

describe('consent', () => {
  const consents = async (client: RegisteredClient, more: Record<string, string | null>, times = 2) => {
    const browser = server.browser();
    await browser.authorize(authorizationRequest(client.client_id, more).url, person('owner@acme.test'));
    const asked: boolean[] = [];
    for (let n = 1; n < times; n++) {
      const page = await browser.open(authorizationRequest(client.client_id, more).url);
      asked.push(page.text.includes('action="/consent"'));
    }
    return asked;
  };

  test('is asked for each time by who cannot prove who they are, and remembered for who can', async () => {
    expect(await consents(native, { redirect_uri: 'http://127.0.0.1:7/cb' })).toEqual([true]);
    expect(await consents(web, {})).toEqual([false]);
  });

  test('is asked for by our own applications where any program of the device could answer in their place', async () => {
    const desktop = await addClient({ authMethod: 'none', firstParty: true, redirectUris: ['http://127.0.0.1/cb'] });
    expect(await consents(desktop, {})).toEqual([true]);
    expect(await consents(ours, {})).toEqual([false]);
  });

  test('is asked for each time by who has registered themselves', async () => {
    const [self] = await db.admin<RegisteredClient[]>`
      select * from rowseal_private.add_client(
        'Self', ${[REDIRECT_URI]}, 'client_secret_basic', 'openid notes:read', registered_by_itself => true)`;
    if (!self) throw new Error('no client');
    expect(await consents(self, { scope: 'openid notes:read' })).toEqual([true]);
  });

  test('is never given by a form of another site', async () => {
    const browser = server.browser();
    const page = await browser.submit(
      await browser.open(authorizationRequest(native.client_id, { redirect_uri: 'http://127.0.0.1:7/cb' }).url),
      '/sign-in',
      person('owner@acme.test'),
    );
    const request = /name="request" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const headers of [
      { cookie, origin: 'https://evil.test' },
      { cookie, 'sec-fetch-site': 'cross-site' },
      { cookie },
    ]) {
      const refused = await send('/consent', {
        method: 'POST',
        headers,
        body: new URLSearchParams({ request, decision: 'allow' }),
      });
      expect(refused.status).toBe(403);
      expect(refused.headers.get('location')).toBeNull();
    }
    const own = await browser.submit(page, '/consent', { decision: 'allow' });
    expect(own.status, 'the control').toBe(303);
    expect(told(own.headers.get('location'))).toHaveProperty('code');
  });
});
