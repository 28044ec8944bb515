import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { AuthorizationRequest } from '@openid/appauth/built/src/authorization_request.js';
import { AuthorizationRequestHandler } from '@openid/appauth/built/src/authorization_request_handler.js';
import { AuthorizationServiceConfiguration } from '@openid/appauth/built/src/authorization_service_configuration.js';
import { DefaultCrypto } from '@openid/appauth/built/src/crypto_utils.js';
import { BasicQueryStringUtils } from '@openid/appauth/built/src/query_string_utils.js';
import { RevokeTokenRequest } from '@openid/appauth/built/src/revoke_token_request.js';
import { TokenRequest } from '@openid/appauth/built/src/token_request.js';
import { BaseTokenRequestHandler } from '@openid/appauth/built/src/token_request_handler.js';
import { FetchRequestor } from '@openid/appauth/built/src/xhr.js';
import { type CryptoKey, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { InMemoryWebStorage, OidcClient, User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import * as openid from 'openid-client';
import { describe, expect, test } from 'vitest';
import { oauthServer, REDIRECT_URI } from '#test/support/oauth-server.ts';

const { issuer, addClient, browser, person, me } = await oauthServer();
const SCOPE = 'openid profile email offline_access notes:read';
const visit = (url: string) => browser().authorize(url, person('member@acme.test'));
const isOver = async (accessToken: string) => expect((await me(accessToken)).body.code).toBe('session_ended');

/** How a client can be registered, and what its ID tokens are signed with. */
const KINDS = [
  { authMethod: 'none', idTokenAlgorithm: 'RS256' },
  { authMethod: 'client_secret_basic', idTokenAlgorithm: 'EdDSA' },
  { authMethod: 'private_key_jwt', idTokenAlgorithm: 'RS256' },
  { authMethod: 'private_key_jwt', idTokenAlgorithm: 'EdDSA' },
] as const;

async function registered({ authMethod, idTokenAlgorithm }: (typeof KINDS)[number]) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'one' }] };
  const client = await addClient({
    authMethod,
    idTokenAlgorithm,
    ...(authMethod === 'private_key_jwt' ? { jwks } : {}),
  });
  return { ...client, key: privateKey };
}

describe.each(KINDS)('a client by $authMethod, with ID tokens by $idTokenAlgorithm', (kind) => {
  test('completes every step with openid-client', async () => {
    const { client_id, client_secret, key } = await registered(kind);
    const authentication = {
      none: openid.None(),
      client_secret_basic: openid.ClientSecretBasic(client_secret || 'none'),
      private_key_jwt: openid.PrivateKeyJwt({ key, kid: 'one' }),
    }[kind.authMethod];
    const metadata = { id_token_signed_response_alg: kind.idTokenAlgorithm };
    const config = await openid.discovery(new URL(issuer), client_id, metadata, authentication, {
      execute: [openid.allowInsecureRequests],
    });
    const checks = {
      pkceCodeVerifier: openid.randomPKCECodeVerifier(),
      expectedState: openid.randomState(),
      expectedNonce: openid.randomNonce(),
      maxAge: 600,
    };
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT_URI,
      scope: SCOPE,
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      max_age: '600',
      code_challenge: await openid.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const tokens = await openid.authorizationCodeGrant(config, await visit(url.href), checks);
    const subject = tokens.claims()?.sub ?? '';
    expect(decodeProtectedHeader(tokens.id_token ?? '').alg).toBe(kind.idTokenAlgorithm);
    const claims = await openid.fetchUserInfo(config, tokens.access_token, subject);
    expect(claims).toMatchObject({ sub: subject, email: 'member@acme.test', name: 'Max Acme' });
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect((await me(refreshed.access_token)).status).toBe(200);
    await openid.tokenRevocation(config, refreshed.refresh_token ?? '');
    await isOver(refreshed.access_token);
  });

  test('completes every step with oauth4webapi, and introspects where it is confidential', async () => {
    const { client_id, client_secret, key } = await registered(kind);
    const insecure = { [oauth.allowInsecureRequests]: true };
    const url = new URL(issuer);
    const server = await oauth.processDiscoveryResponse(
      url,
      await oauth.discoveryRequest(url, { ...insecure, algorithm: 'oauth2' }),
    );
    const client = { client_id, id_token_signed_response_alg: kind.idTokenAlgorithm };
    const authentication = {
      none: oauth.None(),
      client_secret_basic: oauth.ClientSecretBasic(client_secret || 'none'),
      private_key_jwt: oauth.PrivateKeyJwt({ key, kid: 'one' }),
    }[kind.authMethod];
    const verifier = oauth.generateRandomCodeVerifier();
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const authorize = new URL(server.authorization_endpoint ?? '');
    authorize.search = new URLSearchParams({
      client_id,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: SCOPE,
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    const callback = oauth.validateAuthResponse(server, client, await visit(authorize.href), state);
    const redeemed = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      callback,
      REDIRECT_URI,
      verifier,
      insecure,
    );
    const options = { expectedNonce: nonce, requireIdToken: true };
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, redeemed, options);
    await oauth.validateApplicationLevelSignature(server, redeemed, insecure);
    const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? '';
    const told = await oauth.userInfoRequest(server, client, tokens.access_token, insecure);
    expect(await oauth.processUserInfoResponse(server, client, subject, told)).toMatchObject({
      email: 'member@acme.test',
    });
    const refreshed = await oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token ?? '', insecure),
    );
    if (kind.authMethod !== 'none') {
      const inspected = await oauth.introspectionRequest(
        server,
        client,
        authentication,
        refreshed.access_token,
        insecure,
      );
      expect(await oauth.processIntrospectionResponse(server, client, inspected)).toMatchObject({
        active: true,
        sub: subject,
      });
    }
    const revoked = await oauth.revocationRequest(server, client, authentication, refreshed.access_token, insecure);
    await oauth.processRevocationResponse(revoked);
    await isOver(refreshed.access_token);
  });
});

/** What a client whose registered key these libraries know nothing of adds to a request: an assertion is good once. */
type Proof = () => Promise<Record<string, string>>;
const noProof: Proof = async () => ({});
const assertionBy =
  ({ client_id, key }: { client_id: string; key: CryptoKey }): Proof =>
  async () => ({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await new SignJWT({ iss: client_id, sub: client_id, aud: issuer, jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setExpirationTime('1m')
      .sign(key),
  });

describe('oidc-client-ts', () => {
  /** Up to a refresh: what comes after, the library does in another way for each. */
  async function goAlong(client_id: string, proof: Proof) {
    const settings = {
      authority: issuer,
      client_id,
      redirect_uri: REDIRECT_URI,
      scope: SCOPE,
      loadUserInfo: true,
      stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    };
    const client = new OidcClient(settings);
    const { url } = await client.createSigninRequest({ nonce: 'a-nonce', extraTokenParams: await proof() });
    const signedIn = await client.processSigninResponse((await visit(url)).href);
    expect(signedIn.profile).toMatchObject({ email: 'member@acme.test', name: 'Max Acme' });
    const { access_token, refresh_token = '', id_token = '', profile, scope = '' } = signedIn;
    const refreshed = await client.useRefreshToken({
      state: { refresh_token, id_token, session_state: null, scope, profile, data: undefined },
      extraTokenParams: await proof(),
    });
    expect(refreshed.access_token).not.toBe(access_token);
    expect((await me(refreshed.access_token)).status).toBe(200);
    return { settings, profile, refreshed };
  }

  test('completes every step in a browser application', async () => {
    const { client_id } = await addClient({ authMethod: 'none' });
    const { settings, profile, refreshed } = await goAlong(client_id, noProof);
    const manager = new UserManager({
      ...settings,
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      automaticSilentRenew: false,
    });
    await manager.storeUser(new User({ ...refreshed, profile, token_type: 'Bearer' }));
    await manager.revokeTokens(['refresh_token']);
    await isOver(refreshed.access_token);
  });

  test('goes the way to a refresh with private_key_jwt, by its extraTokenParams; a revocation of its has none', async () => {
    const client = await registered({ authMethod: 'private_key_jwt', idTokenAlgorithm: 'RS256' });
    const { refreshed } = await goAlong(client.client_id, assertionBy(client));
    await expect(goAlong(client.client_id, noProof), 'the control').rejects.toThrow('did not authenticate');
    const url = new URL(issuer);
    const insecure = { [oauth.allowInsecureRequests]: true };
    const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure));
    const authentication = oauth.PrivateKeyJwt({ key: client.key, kid: 'one' });
    const { client_id } = client;
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, { client_id }, authentication, refreshed.refresh_token ?? '', insecure),
    );
    await isOver(refreshed.access_token);
  });
});

describe('AppAuth', () => {
  async function goTheWholeWay(client_id: string, redirect_uri: string, proof: Proof) {
    const requestor = new FetchRequestor();
    const configuration = await AuthorizationServiceConfiguration.fetchFromIssuer(issuer, requestor);
    // AppAuth makes its own verifier in browsers only.
    const code_verifier = randomBytes(32).toString('base64url');
    const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
    const request = new AuthorizationRequest(
      {
        client_id,
        redirect_uri,
        scope: SCOPE,
        response_type: 'code',
        state: 'native',
        extras: { code_challenge, code_challenge_method: 'S256' },
      },
      undefined,
      false,
    );
    class Handler extends AuthorizationRequestHandler {
      url = () => this.buildRequestUrl(configuration, request);
      performAuthorizationRequest() {}
      completeAuthorizationRequest() {
        return Promise.resolve(null);
      }
    }
    const callback = await visit(new Handler(new BasicQueryStringUtils(), new DefaultCrypto()).url());
    expect(callback.searchParams.get('state')).toBe('native');
    const handler = new BaseTokenRequestHandler(requestor);
    const ask = async (grant: { grant_type: string; code?: string; refresh_token?: string }, more = {}) => {
      const extras = { ...more, ...(await proof()) };
      return handler.performTokenRequest(
        configuration,
        new TokenRequest({ client_id, redirect_uri, ...grant, extras }),
      );
    };
    const code = callback.searchParams.get('code') ?? '';
    const tokens = await ask({ grant_type: 'authorization_code', code }, { code_verifier });
    const told = await fetch(configuration.userInfoEndpoint ?? '', {
      headers: { authorization: `Bearer ${tokens.accessToken}` },
    });
    expect(await told.json()).toMatchObject({ email: 'member@acme.test' });
    const refreshed = await ask({ grant_type: 'refresh_token', refresh_token: tokens.refreshToken ?? '' });
    expect((await me(refreshed.accessToken)).status).toBe(200);
    const proven = await proof();
    class Revocation extends RevokeTokenRequest {
      override toStringMap() {
        return { ...super.toStringMap(), ...proven };
      }
    }
    const over = new Revocation({ client_id, token: refreshed.refreshToken ?? '' });
    expect(await handler.performRevokeTokenRequest(configuration, over)).toBe(true);
    await isOver(refreshed.accessToken);
  }

  test('completes every step in a native application', async () => {
    const { client_id } = await addClient({ authMethod: 'none', redirectUris: ['http://127.0.0.1/callback'] });
    await goTheWholeWay(client_id, 'http://127.0.0.1:49152/callback', noProof);
  });

  test('completes every step with private_key_jwt, by extras of its requests', async () => {
    const client = await registered({ authMethod: 'private_key_jwt', idTokenAlgorithm: 'EdDSA' });
    await goTheWholeWay(client.client_id, REDIRECT_URI, assertionBy(client));
    await expect(goTheWholeWay(client.client_id, REDIRECT_URI, noProof), 'the control').rejects.toThrow();
  });
});
