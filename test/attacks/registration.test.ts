import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { oauthServer } from '#test/support/oauth-server.ts';

const server = await oauthServer();
const { db, send, post, postAs, authorizationRequest, person } = server;
await db.admin`
  update rowseal_private.settings set client_registration_open = true, client_registration_scope = 'openid notes:read'`;
beforeEach(() => db.admin`delete from rowseal_private.throttles`);

const register = (metadata: object) =>
  send('/v1/oauth/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: 'Robot', ...metadata }),
  });

describe('a client does not register to be answered', () => {
  test.each([
    'https://client.test/callback',
    'https://client.test:8443/callback?tenant=1',
    'http://127.0.0.1/cb',
    'http://[::1]:8080/cb',
    'http://localhost:3000/cb',
    'com.example.app:/cb',
  ])('the control: but at %s it does', async (uri) => {
    expect((await register({ redirect_uris: [uri] })).status).toBe(201);
  });

  test.each([
    'javascript:alert(1)',
    'javascript://client.test/%0aalert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://client.test/x',
    'about:blank',
    'view-source:https://client.test/',
    'intent://client.test/#Intent;end',
    'myapp:/cb',
    'myapp://cb',
    'http://client.test/callback',
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1.evil.test/cb',
    'http://127.0.0.1@evil.test/cb',
    'http://0.0.0.0/cb',
    'http://127.1/cb',
    'http://localhost.evil.test/cb',
    'https://user:secret@client.test/callback',
    'https://client.test@evil.test/',
    'https://client.test\\@evil.test/',
    'https:\\\\evil.test',
    '//evil.test/callback',
    '/callback',
    'https:/client.test/callback',
    'https://',
    'https://*.client.test/callback',
    'https://client.test/*#',
    'https://client.test/callback#fragment',
    'https://client.test/x/../callback',
    'https://client.test/x/..;/callback',
    'https://client.test/x/%2e%2e/callback',
    'https://client.test/x%2f..%2fcallback',
    'https://client.test/x%5c..%5ccallback',
    'https://client.test/%00',
    'https://client.test/call back',
    'https://client.test/callback\n',
    'https://client.test:0/callback',
    'https://client.test:99999/callback',
    'https://CLIENT.test/callback',
    'https://\u212Aient.test/callback',
    `https://client.test/${'x'.repeat(2000)}`,
    'oob',
    'urn:ietf:wg:oauth:2.0:oob',
    '',
  ])('at %j', async (uri) => {
    for (const redirect_uris of [[uri], ['https://client.test/callback', uri]]) {
      const { status, body } = await register({ redirect_uris });
      expect(status).toBe(400);
      expect(body.error).toMatch(/^invalid_(redirect_uri|client_metadata)$/);
      expect(body).not.toHaveProperty('client_id');
    }
  });

  test.each([
    [[]],
    [['https://client.test/', 5]],
    ['https://client.test/'],
    [null],
    [Array(21).fill('https://a.test/')],
  ])('nowhere, everywhere, or at what is no list: %j', async (redirect_uris) => {
    expect((await register({ redirect_uris })).status).toBe(400);
  });
});

test('who registers gets no flow, method or scope that is not offered, and is asked about each time', async () => {
  const redirect_uris = ['https://client.test/callback'];
  for (const wrong of [
    { grant_types: ['implicit'] },
    { grant_types: ['client_credentials'] },
    { response_types: ['token'] },
    { response_types: ['code', 'id_token token'] },
    { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'http://169.254.169.254/' },
    { token_endpoint_auth_method: 'private_key_jwt' },
    { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'oct', k: 'x' }] } },
    { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'x', d: 'x' }] } },
    { token_endpoint_auth_method: 'client_secret_basic', jwks: { keys: [{ kty: 'OKP' }] } },
    { initiate_login_uri: 'https://client.test/' },
    { userinfo_signed_response_alg: 'RS256' },
    { id_token_signed_response_alg: 'none' },
  ])
    expect((await register({ redirect_uris, ...wrong })).body.error).toBe('invalid_client_metadata');
  const wished = { first_party: true, registered_by_itself: false, id: 'app_chosen', client_id: 'app_chosen' };
  const made = await register({ redirect_uris, scope: 'openid notes:read notes:write members:write', ...wished });
  expect(made.status).toBe(201);
  expect(made.body.client_id).not.toBe('app_chosen');
  expect(made.body.scope).toBe('openid notes:read');
  const client = made.body;
  const asks = async (scope: string) =>
    (await server.browser().open(authorizationRequest(client.client_id, { scope }).url)).headers.get('location');
  expect(await asks('notes:write')).toContain('error=invalid_scope');
  expect(await asks('openid notes:write'), 'asked about the rest').toBeNull();
  for (let n = 0; n < 2; n++) {
    const browser = server.browser();
    const page = await browser.open(authorizationRequest(client.client_id, { scope: 'openid notes:read' }).url);
    const next = await browser.submit(page, '/sign-in', person('owner@acme.test'));
    expect(next.text).toContain('action="/consent"');
    const last = await browser.submit(next, '/consent', { decision: 'allow' });
    expect(last.headers.get('location')).toContain('code=');
  }
  expect((await postAs(client, '/v1/oauth/introspect', { token: 'x' })).body).toEqual({ active: false });
  expect((await post('/v1/oauth/introspect', { token: 'x', client_id: client.client_id })).status).toBe(401);
});

test('no client has an id that a user could have, nor the reverse (RFC 9700 section 4.15)', async () => {
  const users = await db.admin<{ id: string }[]>`select id from rowseal.users`;
  const made = await register({ redirect_uris: ['https://client.test/callback'] });
  expect(made.body.client_id).toMatch(/^app_[A-Za-z0-9_-]{22}$/);
  for (const { id } of users) expect(id).toMatch(/^[0-9a-f]{8}-/);
  const [user] = users;
  await expect(
    db.admin`update rowseal_private.oauth_clients set id = ${user?.id ?? ''} where id = ${made.body.client_id}`,
  ).rejects.toMatchObject({ code: '23514' });
});

describe('metadata of a registration', () => {
  const redirect_uris = ['https://client.test/callback'];

  test('ask for more grants than there are, as VS Code does: the answer says what is registered', async () => {
    const grant_types = [
      'authorization_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
      'password',
    ];
    const { status, body } = await register({ redirect_uris, grant_types });
    expect([status, body.grant_types]).toEqual([201, ['authorization_code', 'refresh_token']]);
    const fewer = await register({ redirect_uris, grant_types: ['authorization_code'] });
    expect(fewer.body.grant_types, 'offline_access refreshes all the same').toEqual(body.grant_types);
    expect((await register({ redirect_uris, grant_types: ['password'] })).body.error).toBe('invalid_client_metadata');
  });

  test('name what is not offered, and are taken where they ask for what is', async () => {
    for (const [name, value] of [
      ['initiate_login_uri', 'https://client.test/'],
      ['userinfo_signed_response_alg', 'RS256'],
      ['jwks_uri', 'https://client.test/keys'],
      ['subject_type', 'pairwise'],
      ['token_endpoint_auth_method', 'client_secret_jwt'],
      ['token_endpoint_auth_signing_alg', 'HS256'],
      ['request_object_signing_alg', 'RS256'],
      ['default_max_age', 60],
      ['dpop_bound_access_tokens', true],
      ['require_pushed_authorization_requests', true],
      ['response_types', ['code', 'id_token']],
      ['post_logout_redirect_uris', ['http://evil.test/']],
      ['redirect_uris', ['http://evil.test/']],
    ] as const) {
      const { status, body } = await register({ redirect_uris, [name]: value });
      expect([name, status]).toEqual([name, 400]);
      expect(body.error_description).toContain(name);
    }
    const { body: discovered } = await send('/.well-known/openid-configuration');
    for (const wished of [
      ...discovered.subject_types_supported.map((subject_type: string) => ({ subject_type })),
      ...discovered.token_endpoint_auth_signing_alg_values_supported.map((token_endpoint_auth_signing_alg: string) => ({
        token_endpoint_auth_signing_alg,
      })),
      { dpop_bound_access_tokens: false, application_type: 'native', require_auth_time: true },
    ])
      expect([wished, (await register({ redirect_uris, ...wished })).status]).toEqual([wished, 201]);
  });

  test('make no host of theirs of what follows a scheme of their own', async () => {
    const uri = 'com.evil.app://accounts.bank.test/cb';
    const { body: self } = await register({ redirect_uris: [uri], token_endpoint_auth_method: 'none' });
    const consentTo = async (client_id: string, redirect_uri: string) => {
      const browser = server.browser();
      const page = await browser.open(authorizationRequest(client_id, { scope: 'openid', redirect_uri }).url);
      return (await browser.submit(page, '/sign-in', person('owner@acme.test'))).text;
    };
    const page = await consentTo(self.client_id, uri);
    expect(page).toContain('<code>com.evil.app:</code>');
    expect(page).not.toContain('accounts.bank.test');
    const { body: bank } = await register({ redirect_uris: ['https://accounts.bank.test/cb'] });
    expect(await consentTo(bank.client_id, 'https://accounts.bank.test/cb'), 'the control').toContain(
      '<code>accounts.bank.test</code>',
    );
  });

  test('make clients by every method and algorithm that discovery tells of', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwks = { keys: [await exportJWK(publicKey)] };
    const { body: discovered } = await send('/.well-known/openid-configuration');
    for (const token_endpoint_auth_method of discovered.token_endpoint_auth_methods_supported)
      for (const id_token_signed_response_alg of discovered.id_token_signing_alg_values_supported) {
        const method = { token_endpoint_auth_method, id_token_signed_response_alg };
        const wished = { ...method, ...(token_endpoint_auth_method === 'private_key_jwt' ? { jwks } : {}) };
        const { status, body } = await register({ redirect_uris, ...wished });
        expect([status, body]).toEqual([201, expect.objectContaining(wished)]);
        await db.admin`delete from rowseal_private.throttles`;
        if (token_endpoint_auth_method !== 'private_key_jwt') continue;
        const client_assertion = await new SignJWT({ iss: body.client_id, sub: body.client_id, aud: server.issuer })
          .setProtectedHeader({ alg: 'ES256' })
          .setJti(body.client_id)
          .setExpirationTime('1m')
          .sign(privateKey);
        const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
        const form = { token: 'x', client_assertion, client_assertion_type };
        expect((await post('/v1/oauth/introspect', form)).body).toEqual({ active: false });
      }
  });

  test('show no picture of theirs: who registered themselves are known by their host', async () => {
    const logo_uri = 'https://pictures.test/logo.png';
    const { body: self } = await register({ redirect_uris, logo_uri, scope: 'openid' });
    expect(self.logo_uri).toBe(logo_uri);
    const [ours] = await db.admin`
      select * from rowseal_private.add_client('Ours', ${redirect_uris}, 'none', logo_uri => ${logo_uri})`;
    const consentOf = async (client_id: string) => {
      const browser = server.browser();
      const page = await browser.open(authorizationRequest(client_id, { scope: 'openid' }).url);
      return browser.submit(page, '/sign-in', person('owner@acme.test'));
    };
    const hidden = await consentOf(self.client_id);
    expect(hidden.text).toContain('client.test');
    expect(hidden.text).not.toContain('pictures.test');
    expect(hidden.headers.get('content-security-policy')).not.toContain('pictures.test');
    const shown = await consentOf(ours?.['client_id']);
    expect(shown.text, 'the control').toContain(`src="${logo_uri}"`);
    expect(shown.headers.get('content-security-policy')).toContain("img-src 'self' https://pictures.test;");
    for (const wrong of [
      'http://169.254.169.254/',
      'https://a.test; script-src *',
      'javascript:alert(1)',
      'https://a.test/x y',
    ]) {
      expect((await register({ redirect_uris, logo_uri: wrong })).body).not.toHaveProperty('logo_uri');
      const added = db.admin`select rowseal_private.add_client('Ours', ${redirect_uris}, 'none', logo_uri => ${wrong})`;
      await expect(added).rejects.toMatchObject({ code: '23514' });
    }
  });
});
