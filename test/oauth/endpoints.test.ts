import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { buildApp } from '#server/app.ts';
import { openKeyStore } from '#server/credentials/key-store.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { closeAfterFile } from '#test/support/closing.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { APP_ORIGIN, oauthServer, REDIRECT_URI } from '#test/support/oauth-server.ts';

const server = await oauthServer({ graphql: true });
const { db, issuer, send, post, postAs, addClient, authorizationRequest, person, grantTo, me, refresh } = server;
const web = await addClient({ name: 'Web' });
const spa = await addClient({ name: 'Browser', authMethod: 'none', idTokenAlgorithm: 'EdDSA' });
const TOKEN = '/v1/oauth/token';

describe('the token endpoint', () => {
  // RFC 6749 section 5.2, RFC 8707 section 2
  test.each<[string, Record<string, string>, number]>([
    ['invalid_request', {}, 400],
    ['invalid_request', { grant_type: 'authorization_code' }, 400],
    ['invalid_request', { grant_type: 'refresh_token' }, 400],
    ['invalid_grant', { grant_type: 'authorization_code', code: 'x', code_verifier: 'x' }, 400],
    ['invalid_grant', { grant_type: 'refresh_token', refresh_token: 'x' }, 400],
    ['unsupported_grant_type', { grant_type: 'password' }, 400],
    ['invalid_client', { client_id: spa.client_id }, 401],
    ['invalid_client', { client_secret: 'x' }, 401],
  ])('answers %s to %j', async (error, form, status) => {
    const answer = await postAs(web, TOKEN, form);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error, error_description: expect.any(String) });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  });

  test('answers what it grants, with an ID token for the client by its algorithm', async () => {
    for (const [client, alg, hash] of [
      [web, 'RS256', 'sha256'],
      [spa, 'EdDSA', 'sha512'],
    ] as const) {
      const answer = await grantTo(client, { nonce: 'a-nonce' });
      expect(answer).toMatchObject({
        token_type: 'Bearer',
        scope: 'openid email offline_access notes:read notes:write',
      });
      expect(answer.expires_in).toBeLessThanOrEqual(600);
      expect(decodeProtectedHeader(answer.id_token)).toMatchObject({ alg, typ: 'JWT' });
      const digest = createHash(hash).update(answer.access_token).digest();
      const { sub, sid: grant } = decodeJwt(answer.access_token);
      const [known] = await db.admin<{ login: string }[]>`
        select coalesce(parent_id, origin_id) as login from rowseal_private.sessions where id = ${String(grant)}`;
      expect(decodeJwt(answer.id_token)).toEqual({
        iss: issuer,
        aud: client.client_id,
        azp: client.client_id,
        sub,
        sid: known?.login,
        nonce: 'a-nonce',
        at_hash: digest.subarray(0, digest.length / 2).toString('base64url'),
        auth_time: expect.any(Number),
        acr: 'urn:rowseal:assurance:1',
        amr: ['pwd'],
        iat: expect.any(Number),
        exp: expect.any(Number),
      });
      expect(decodeJwt(answer.access_token)).toMatchObject({ iss: issuer, aud: issuer, client_id: client.client_id });
    }
  });

  test('gives no refresh token without offline_access, and no ID token without openid', async () => {
    const answer = await grantTo(web, { scope: 'notes:read' });
    expect(Object.keys(answer).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
  });

  test('narrows the access token when a refresh asks for less, and the next has all again', async () => {
    const { refresh_token } = await grantTo(web);
    const { body } = await refresh(web, refresh_token, { scope: 'openid notes:read' });
    expect(body.scope).toBe('openid email offline_access notes:read');
    expect(decodeJwt(body.access_token)['scope']).toBe('notes:read');
    const write = 'mutation { createNote(input: { note: { title: "x" } }) { note { title } } }';
    expect((await server.graphql(body.access_token, write)).body.errors[0].extensions.code).toBe('insufficient_scope');
    const inspected = await postAs(web, '/v1/oauth/introspect', { token: body.access_token });
    expect(inspected.body.scope).toBe('openid email offline_access notes:read');
    const { body: whole } = await refresh(web, body.refresh_token);
    expect((await server.graphql(whole.access_token, write)).body.errors).toBeUndefined();
  });
});

describe('revocation (RFC 7009)', () => {
  test('ends a grant by either of its tokens', async () => {
    for (const kind of ['access_token', 'refresh_token'] as const) {
      const tokens = await grantTo(web);
      const answer = await postAs(web, '/v1/oauth/revoke', { token: tokens[kind], token_type_hint: 'nonsense' });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect((await me(tokens.access_token)).body.code).toBe('session_ended');
      expect((await refresh(web, tokens.refresh_token)).body.error).toBe('invalid_grant');
    }
  });

  test('is 200 for what is unknown, for the tokens of others and for a login, which live on', async () => {
    const tokens = await grantTo(web);
    const login = await send('/v1/auth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'password', ...person('member@acme.test') }),
    });
    for (const token of [
      'x',
      tokens.access_token,
      tokens.refresh_token,
      login.body.access_token,
      login.body.refresh_token,
    ])
      expect((await postAs(spa, '/v1/oauth/revoke', { token })).status).toBe(200);
    expect((await me(tokens.access_token)).status).toBe(200);
    expect((await me(login.body.access_token)).status).toBe(200);
    expect((await refresh(web, tokens.refresh_token)).status).toBe(200);
  });

  test('needs a client and a token', async () => {
    expect((await post('/v1/oauth/revoke', { token: 'x' })).body.error).toBe('invalid_client');
    expect((await postAs(web, '/v1/oauth/revoke', {})).body.error).toBe('invalid_request');
  });
});

describe('introspection (RFC 7662)', () => {
  const introspect = async (client: typeof web, token: string) =>
    (await postAs(client, '/v1/oauth/introspect', { token })).body;

  test('tells a client of its own tokens, and of others only that they are not active', async () => {
    const tokens = await grantTo(web);
    const { sub } = decodeJwt(tokens.access_token);
    const known = { active: true, client_id: web.client_id, sub, username: 'member@acme.test', scope: tokens.scope };
    expect(await introspect(web, tokens.access_token)).toMatchObject({ ...known, token_type: 'Bearer' });
    expect(await introspect(web, tokens.refresh_token)).toMatchObject(known);
    const other = await addClient();
    for (const token of [tokens.access_token, tokens.refresh_token, tokens.id_token, 'x'])
      expect(await introspect(other, token)).toEqual({ active: false });
    await postAs(web, '/v1/oauth/revoke', { token: tokens.refresh_token });
    expect(await introspect(web, tokens.access_token)).toEqual({ active: false });
  });

  test('is for those who prove who they are', async () => {
    const refused = await postAs(spa, '/v1/oauth/introspect', { token: 'x' });
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
  });
});

describe('userinfo', () => {
  test('says what the scopes say, by GET and POST, and nothing without openid', async () => {
    const { access_token } = await grantTo(web, { scope: 'openid profile' });
    const headers = { authorization: `Bearer ${access_token}` };
    for (const method of ['GET', 'POST']) {
      const { body } = await send('/v1/oauth/userinfo', { method, headers });
      expect(body).toEqual({ sub: decodeJwt(access_token).sub, name: 'Max Acme' });
    }
    const without = await grantTo(web, { scope: 'notes:read' });
    const refused = await send('/v1/oauth/userinfo', { headers: { authorization: `Bearer ${without.access_token}` } });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer error="insufficient_scope", resource_metadata="${issuer}/.well-known/oauth-protected-resource"`,
    );
  });
});

describe('userinfo of what has ended', () => {
  const ask = (token: string) => send('/v1/oauth/userinfo', { headers: { authorization: `Bearer ${token}` } });
  const statusOf = async (token: string) => (await ask(token)).status;

  test.each([['openid email'], ['openid email notes:read']])('is refused at once, for the scope %s', async (scope) => {
    const tokens = await grantTo(web, { scope });
    expect(await statusOf(tokens.access_token), 'the control').toBe(200);
    await db.admin`update rowseal.users set disabled_at = now() where email = 'member@acme.test'`;
    const disabled = await ask(tokens.access_token);
    await db.admin`update rowseal.users set disabled_at = null where email = 'member@acme.test'`;
    expect([disabled.status, disabled.body.code]).toEqual([401, 'session_ended']);
    const again = await grantTo(web, { scope });
    expect(await statusOf(again.access_token)).toBe(200);
    await postAs(web, '/v1/oauth/revoke', { token: again.access_token });
    const revoked = await ask(again.access_token);
    expect([revoked.status, revoked.body.code]).toEqual([401, 'session_ended']);
  });

  test('and so is a token that a stolen signing key made of claims which the database did not seal', async () => {
    const door = openIssuer(db.issuerUrl, TEST_MASTER_KEY);
    const keys = await openKeyStore(door, TEST_MASTER_KEY);
    closeAfterFile(() => {
      keys.close();
      return door.close();
    });
    const { id: kid, algorithm: alg, key } = keys.current();
    const claims = decodeJwt((await grantTo(web, { scope: 'openid email' })).access_token);
    const signed = (change: object) =>
      new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg, typ: 'at+jwt', kid }).sign(key);
    expect(await statusOf(await signed({})), 'the control').toBe(200);
    const others = decodeJwt((await grantTo(spa, { scope: 'openid email' })).access_token);
    for (const change of [
      { exp: 4102444800 },
      { scope: 'notes:read' },
      { seal: '0'.repeat(64) },
      { sid: others['sid'] },
    ])
      expect(await statusOf(await signed(change)), JSON.stringify(change)).toBe(401);
  });
});

describe('discovery', () => {
  test.each(['openid-configuration', 'oauth-authorization-server'])('%s names the issuer to the byte', async (name) => {
    const { status, headers, body } = await send(`/.well-known/${name}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(body).toMatchObject({
      issuer,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    });
    expect(body).not.toHaveProperty('registration_endpoint');
    const answers = await Promise.all(
      Object.entries(body).flatMap(([key, url]) => (/_endpoint$|_uri$/.test(key) ? [send(String(url))] : [])),
    );
    expect(answers.length).toBeGreaterThan(5);
    expect((await send(`/.well-known/${name}/tenant`)).status).toBe(404);
  });

  test('tells what assertions are signed with at each endpoint that takes them (RFC 8414 section 2)', async () => {
    const { body } = await send('/.well-known/oauth-authorization-server');
    const taking = Object.keys(body).filter(
      (name) => name.endsWith('_auth_methods_supported') && body[name].includes('private_key_jwt'),
    );
    expect(taking).toHaveLength(3);
    for (const name of taking)
      expect(body, name).toHaveProperty(
        name.replace('_methods_', '_signing_alg_values_'),
        body.token_endpoint_auth_signing_alg_values_supported,
      );
  });

  test('the protected resource says where tokens for it come from, and every refusal leads there', async () => {
    const { headers } = await send('/v1/me');
    const [, address = ''] = /resource_metadata="([^"]+)"/.exec(headers.get('www-authenticate') ?? '') ?? [];
    expect((await send(address)).body).toMatchObject({ resource: issuer, authorization_servers: [issuer] });
    for (const token of ['x', (await grantTo(web, { resource: 'https://api.test' })).access_token]) {
      for (const refused of [await me(token), await server.graphql(token, '{ __typename }')])
        expect(refused.headers.get('www-authenticate')).toContain(`resource_metadata="${address}"`);
    }
  });

  test('an issuer with a path has its documents where RFC 8414, RFC 9728 and OpenID Connect look for them', async () => {
    const publicUrl = 'https://example.test/auth';
    const elsewhere = await buildApp({
      gatewayUrl: db.gatewayUrl,
      issuerUrl: db.issuerUrl,
      masterKey: TEST_MASTER_KEY,
      publicUrl,
      schemas: ['app'],
      development: false,
      logLevel: 'silent',
      isLagging: () => false,
    });
    for (const url of [
      '/.well-known/oauth-authorization-server/auth',
      '/.well-known/openid-configuration/auth',
      '/auth/.well-known/openid-configuration',
    ])
      expect((await elsewhere.inject(url)).json().issuer).toBe(publicUrl);
    expect((await elsewhere.inject('/.well-known/oauth-protected-resource/auth')).json().resource).toBe(publicUrl);
    expect((await elsewhere.inject('/v1/me')).headers['www-authenticate']).toBe(
      'Bearer resource_metadata="https://example.test/.well-known/oauth-protected-resource/auth"',
    );
    await elsewhere.close();
  });

  test('browser applications of an allowed origin may call what they need, others may not', async () => {
    const preflight = (origin: string, path: string) =>
      send(path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    for (const path of [TOKEN, '/v1/oauth/revoke', '/v1/oauth/userinfo']) {
      expect((await preflight(APP_ORIGIN, path)).headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
      if (path === '/v1/oauth/revoke')
        expect((await preflight('https://evil.test', path)).headers.get('access-control-allow-origin')).toBeNull();
      const answer = await send(path, { method: 'POST', headers: { origin: APP_ORIGIN }, body: new URLSearchParams() });
      expect(answer.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
    }
  });

  test('OpenAPI describes forms as forms, with their errors', async () => {
    const { paths } = (await send('/v1/openapi.json')).body;
    for (const path of [TOKEN, '/v1/oauth/revoke', '/v1/oauth/introspect']) {
      const { requestBody, responses } = paths[path].post;
      expect(Object.keys(requestBody.content)).toEqual(['application/x-www-form-urlencoded']);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '400', '401', '429', '503']));
    }
    expect(paths['/v1/oauth/authorize'].get.responses).toHaveProperty('303');
  });
});

describe('registration (RFC 7591)', () => {
  const register = (metadata: object) =>
    send('/v1/oauth/register', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(metadata),
    });
  const good = { client_name: 'Robot', redirect_uris: ['http://127.0.0.1/cb'] };

  test('is closed by default', async () => {
    const refused = await register(good);
    expect([refused.status, refused.body.error]).toEqual([403, 'access_denied']);
  });

  test('where it is open, gives a client with a secret that works, and refuses what cannot be', async () => {
    await db.admin`
      update rowseal_private.settings set client_registration_open = true, client_registration_scope = 'openid notes:read'`;
    // Servers ask once a second.
    const discovered = async () => (await send('/.well-known/openid-configuration')).body.registration_endpoint;
    await expect.poll(discovered).toBe(`${issuer}/v1/oauth/register`);
    const { status, body } = await register({
      ...good,
      scope: 'openid notes:write',
      logo_uri: 'http://169.254.169.254/',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...good, scope: 'openid', client_secret_expires_at: 0 });
    expect(body).not.toHaveProperty('logo_uri');
    expect((await postAs(body, '/v1/oauth/introspect', { token: 'x' })).body).toEqual({ active: false });
    for (const uri of [
      'http://evil.test/cb',
      'javascript:alert(1)',
      'https://a.test/cb#x',
      'https://1.2.3.4.5/',
      'x\0',
    ])
      expect((await register({ ...good, redirect_uris: [uri] })).body.error).toMatch(
        /^invalid_(redirect_uri|client_metadata)$/,
      );
    for (const wrong of [
      { grant_types: ['password'] },
      { response_types: ['token'] },
      { token_endpoint_auth_method: 'none at all' },
      { client_name: '' },
    ])
      expect((await register({ ...good, ...wrong })).body.error).toBe('invalid_client_metadata');
  });
});

test('the consent page names the client, the person, where it leads, the workspace and the scopes', async () => {
  const browser = server.browser();
  const signIn = await browser.open(authorizationRequest(spa.client_id, { redirect_uri: REDIRECT_URI }).url);
  const { text } = await browser.submit(signIn, '/sign-in', person('owner@globex.test'));
  for (const word of ['Browser', 'owner@globex.test', 'client.test', 'Acme', 'Globex', 'notes:read', 'notes:write'])
    expect(text).toContain(word);
});

test('somebody of more than a hundred workspaces chooses one from pages', async () => {
  await db.admin`
    with made as (
      insert into rowseal.workspaces (slug, name) select 'many' || n, 'Many ' || n from generate_series(1, 130) as n returning id
    )
    insert into rowseal.memberships (workspace_id, user_id, role)
    select made.id, users.id, 'viewer' from made, rowseal.users where email = 'owner@globex.test'`;
  const browser = server.browser();
  const signIn = await browser.open(authorizationRequest(spa.client_id, { redirect_uri: REDIRECT_URI }).url);
  const first = await browser.submit(signIn, '/sign-in', person('owner@globex.test'));
  const choices = (page: { text: string }) => page.text.split('type="radio"').length - 1;
  const [, href = ''] = /href="(\/sign-in\?request=[^"]+)"/.exec(first.text) ?? [];
  const second = await browser.open(new URL(href.replaceAll('&amp;', '&'), first.url).href);
  expect([choices(first), choices(second)]).toEqual([100, 32]);
  expect(second.text).not.toContain('workspaces_after');
  const [, workspace = ''] = /name="workspace" value="([^"]+)"[^>]*> <span>Many \d+ /.exec(second.text) ?? [];
  const end = await browser.submit(second, '/consent', { decision: 'allow', workspace });
  expect(end.headers.get('location')).toMatch(/[?&]code=rsc_/);
  await db.admin`delete from rowseal.workspaces where slug ~ '^many'`;
});

describe('what was granted holds as far as it does now', () => {
  const ask = async (token: string) => {
    const rest = await me(token);
    const graphql = await server.graphql(
      token,
      'mutation { createNote(input: { note: { title: "x" } }) { note { title } } }',
    );
    return [rest.status, graphql.body.errors?.[0]?.extensions.code ?? graphql.body.code ?? 'done'];
  };
  const member = db.admin`(select id from rowseal.users where email = 'member@acme.test')`;

  test('a lesser role leaves less, at once, on REST and GraphQL', async () => {
    const { access_token } = await grantTo(web);
    expect(await ask(access_token)).toEqual([200, 'done']);
    await db.admin`update rowseal.memberships set role = 'viewer' where user_id = ${member}`;
    expect(await ask(access_token)).toEqual([200, 'insufficient_scope']);
    expect((await me(access_token)).body.workspace.scopes).toEqual(['notes:read']);
    await db.admin`update rowseal.memberships set role = 'member' where user_id = ${member}`;
  });

  test('a disabled user has nothing, neither by a token nor by a refresh', async () => {
    const { access_token, refresh_token } = await grantTo(web);
    await db.admin`update rowseal.users set disabled_at = now() where id = ${member}`;
    expect(await ask(access_token)).toEqual([401, 'session_ended']);
    expect((await refresh(web, refresh_token)).body.error).toBe('invalid_grant');
    await db.admin`update rowseal.users set disabled_at = null where id = ${member}`;
  });

  test('a token for another resource, or an ID token, is none here', async () => {
    const { access_token, id_token } = await grantTo(web, { resource: 'https://api.test' });
    expect(decodeJwt(access_token).aud).toBe('https://api.test');
    for (const token of [access_token, id_token]) expect(await ask(token)).toEqual([401, 'invalid_token']);
    expect((await grantTo(web, { resource: `${issuer}/` })).access_token).toSatisfy(
      (token: string) => decodeJwt(token).aud === issuer,
    );
  });

  test('who leaves the workspace takes the grant along, and so does the workspace', async () => {
    const { access_token } = await grantTo(web);
    await db.admin`delete from rowseal.memberships where user_id = ${member}`;
    expect(await ask(access_token)).toEqual([401, 'session_ended']);
    const other = await grantTo(web, {}, 'owner@acme.test');
    expect(await ask(other.access_token)).toEqual([200, 'done']);
    await db.admin`delete from rowseal.workspaces where slug = 'acme'`;
    expect(await ask(other.access_token)).toEqual([401, 'session_ended']);
  });
});
