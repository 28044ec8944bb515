import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Auth, type AuthConfig } from '@auth/core';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { mcpAuthMetadataRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import express, { type Express } from 'express';
import session from 'express-session';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import passport from 'passport';
import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
import { afterAll, describe, expect, test } from 'vitest';
import { type ClientOptions, oauthServer, REDIRECT_URI, type RegisteredClient } from '#test/support/oauth-server.ts';

// What people build with, unchanged, against this server: a login, its tokens, userinfo, a refresh.
const { db, issuer, send, post, addClient, browser, person, me, redeem } = await oauthServer();
const SCOPE = 'openid profile email offline_access notes:read';
const MAX = { email: 'member@acme.test', name: 'Max Acme' };
const visit = (url: string) => browser().authorize(url, person('member@acme.test'));

/** Has an application listen on this machine until the tests are over. */
async function listen(app: Express): Promise<string> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Sends requests as a browser does that keeps cookies, and follows nothing. */
function jar(answer: (request: Request) => Promise<Response>) {
  const cookies = new Map<string, string>();
  return async (url: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await answer(
      new Request(url, { redirect: 'manual', ...init, headers: { ...init.headers, cookie } }),
    );
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
}

describe("Passport's openidconnect", () => {
  /** An application as its documentation has it, without PKCE, which it does not know. */
  async function application(options: { nonce?: string }) {
    const app = express();
    const origin = await listen(app);
    const client = await addClient({
      authMethod: 'client_secret_post',
      redirectUris: [`${origin}/callback`],
      pkceWaived: true,
    });
    const strategy = new OpenIDConnectStrategy(
      {
        issuer,
        authorizationURL: `${issuer}/v1/oauth/authorize`,
        tokenURL: `${issuer}/v1/oauth/token`,
        userInfoURL: `${issuer}/v1/oauth/userinfo`,
        clientID: client.client_id,
        clientSecret: client.client_secret,
        callbackURL: `${origin}/callback`,
        scope: SCOPE.split(' ').slice(1),
        skipUserProfile: false,
        ...options,
      },
      // The library counts the parameters.
      (
        _issuer: string,
        profile: object,
        _context: object,
        _idToken: string | object,
        accessToken: string | object,
        refreshToken: string,
        _params: object,
        done: (error: null, user: object) => void,
      ) => done(null, { profile, accessToken, refreshToken }),
    );
    const authenticator = new passport.Passport();
    authenticator.use(strategy as passport.Strategy);
    app.use(session({ secret: 'of the session', resave: false, saveUninitialized: true }));
    app.get('/login', authenticator.authenticate('openidconnect', { session: false }));
    app.get('/callback', authenticator.authenticate('openidconnect', { session: false }), (request, response) => {
      response.json(request.user);
    });
    return { origin, strategy };
  }

  test('signs people in with a nonce in the place of PKCE, and refreshes', async () => {
    const { origin, strategy } = await application({ nonce: 'yes' });
    const open = jar(fetch);
    const sent = (await open(`${origin}/login`)).headers.get('location') ?? '';
    expect(new URL(sent).searchParams.get('nonce')).toBeTruthy();
    const user = await (await open((await visit(sent)).href)).json();
    expect(user.profile).toMatchObject({ displayName: MAX.name, emails: [{ value: MAX.email }] });
    expect((await me(user.accessToken)).status).toBe(200);
    // As passport-oauth2-refresh does.
    const { getOAuthAccessToken } = Object.getPrototypeOf(Reflect.get(strategy, '_oauth2'));
    const refreshed = await new Promise<string>((done, fail) => {
      const grant = { grant_type: 'refresh_token' };
      getOAuthAccessToken.call(
        Reflect.get(strategy, '_oauth2'),
        user.refreshToken,
        grant,
        (error: Error | null, accessToken: string) => (error ? fail(error) : done(accessToken)),
      );
    });
    expect(refreshed).not.toBe(user.accessToken);
    expect((await me(refreshed)).status).toBe(200);
  });

  test('is told that PKCE is missing where it sends no nonce: the control', async () => {
    const { origin } = await application({});
    const sent = (await jar(fetch)(`${origin}/login`)).headers.get('location') ?? '';
    const { searchParams } = await visit(sent);
    expect(searchParams.get('error')).toBe('invalid_request');
    expect(searchParams.get('error_description')).toMatch(/PKCE is required/);
  });
});

describe('Auth.js', () => {
  const ORIGIN = 'https://app.example.com';

  test('signs people in with a generic OpenID Connect provider, and refreshes', async () => {
    const client = await addClient({ redirectUris: [`${ORIGIN}/auth/callback/rowseal`] });
    const kept: { access_token?: string | undefined; refresh_token?: string | undefined } = {};
    const config: Omit<AuthConfig, 'raw'> = {
      basePath: '/auth',
      secret: 'of the session of the application',
      trustHost: true,
      providers: [
        {
          id: 'rowseal',
          name: 'Rowseal',
          type: 'oidc',
          issuer,
          clientId: client.client_id,
          clientSecret: client.client_secret,
          authorization: { params: { scope: SCOPE } },
          checks: ['pkce', 'state', 'nonce'],
          // ID tokens hold no name and no address: ask userinfo.
          idToken: false,
        },
      ],
      callbacks: {
        jwt: ({ token, account }) => {
          if (account) Object.assign(kept, account);
          return token;
        },
      },
    };
    const open = jar((request) => Auth(request, config));
    const { csrfToken } = await (await open(`${ORIGIN}/auth/csrf`)).json();
    const signIn = await open(`${ORIGIN}/auth/signin/rowseal`, {
      method: 'POST',
      body: new URLSearchParams({ csrfToken }),
    });
    const asked = new URL(signIn.headers.get('location') ?? '');
    expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
    const back = await open((await visit(asked.href)).href);
    expect(back.headers.get('location')).toBe(ORIGIN);
    expect((await (await open(`${ORIGIN}/auth/session`)).json()).user).toMatchObject(MAX);
    expect((await me(kept.access_token ?? '')).status).toBe(200);
    // As its guide on refresh token rotation does, with the method that the client is registered with.
    const credentials = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
    const refreshed = await fetch(`${issuer}/v1/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: kept.refresh_token ?? '' }),
    });
    expect((await me((await refreshed.json()).access_token)).status).toBe(200);
  });
});

describe('generic OAuth as Grafana and others have it, with the secret in the form', () => {
  const state = () => randomBytes(16).toString('base64url');
  const token = (client: RegisteredClient, grant: Record<string, string>) =>
    post('/v1/oauth/token', { client_id: client.client_id, client_secret: client.client_secret, ...grant });

  /** The URL that people are sent to by Go's oauth2 package. */
  const authorize = (client: RegisteredClient, more: Record<string, string>) =>
    `${issuer}/v1/oauth/authorize?${new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: SCOPE,
      state: state(),
      ...more,
    })}`;

  async function goTheWholeWay(client: RegisteredClient, code: string, verifier?: string) {
    const { body } = await token(client, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      ...(verifier === undefined ? {} : { code_verifier: verifier }),
    });
    const headers = { authorization: `${body.token_type} ${body.access_token}` };
    expect((await send('/v1/oauth/userinfo', { headers })).body).toMatchObject(MAX);
    const { body: refreshed } = await token(client, { grant_type: 'refresh_token', refresh_token: body.refresh_token });
    expect((await me(refreshed.access_token)).status).toBe(200);
  }

  test.each<[string, ClientOptions, Record<string, string>]>([
    ['with neither PKCE nor a nonce, where an operator waived both', { pkceWaived: true, nonceWaived: true }, {}],
    ['with a nonce and without PKCE, where an operator waived that', { pkceWaived: true }, { nonce: 'of the request' }],
  ])('completes every step %s', async (_what, options, more) => {
    const client = await addClient({ authMethod: 'client_secret_post', ...options });
    const callback = await visit(authorize(client, more));
    await goTheWholeWay(client, callback.searchParams.get('code') ?? '');
  });

  test('completes every step with use_pkce = true', async () => {
    const client = await addClient({ authMethod: 'client_secret_post' });
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    const callback = await visit(authorize(client, { code_challenge: challenge, code_challenge_method: 'S256' }));
    await goTheWholeWay(client, callback.searchParams.get('code') ?? '', verifier);
  });

  test('finds out by itself how the client is registered, as Go does, and loses no code', async () => {
    const client = await addClient({ authMethod: 'client_secret_post', pkceWaived: true });
    const callback = await visit(authorize(client, { nonce: state() }));
    const code = callback.searchParams.get('code') ?? '';
    // First by the header; where that is refused, in the form.
    expect((await redeem(client, { code, verifier: '' })).body.error).toBe('invalid_client');
    await goTheWholeWay(client, code);
  });

  test.each([
    ['with neither PKCE nor a nonce', { pkceWaived: true }, {}],
    ['without PKCE where nobody waived it', {}, { nonce: 'a-nonce' }],
  ])('%s is refused, and told why: the control', async (_what, options, more) => {
    const client = await addClient({ authMethod: 'client_secret_post', ...options });
    const { searchParams } = await visit(authorize(client, more));
    expect(searchParams.get('error_description')).toMatch(/PKCE is required/);
  });
});

describe('the TypeScript SDK of MCP', () => {
  /** A resource server elsewhere, which verifies tokens by our keys. */
  async function resourceServer() {
    const app = express();
    const origin = await listen(app);
    const resource = `${origin}/mcp`;
    const { body: oauthMetadata } = await send('/.well-known/oauth-authorization-server');
    const keys = createRemoteJWKSet(new URL(oauthMetadata.jwks_uri));
    const verifyAccessToken = async (token: string) => {
      const { payload } = await jwtVerify(token, keys, { issuer, audience: resource, typ: 'at+jwt' }).catch((error) => {
        throw new InvalidTokenError(String(error));
      });
      return {
        token,
        clientId: String(payload['client_id']),
        scopes: [],
        expiresAt: payload.exp ?? 0,
        extra: { sub: payload.sub },
      };
    };
    app.use(
      mcpAuthMetadataRouter({
        oauthMetadata,
        resourceServerUrl: new URL(resource),
        scopesSupported: ['openid', 'offline_access'],
      }),
    );
    const resourceMetadataUrl = `${origin}/.well-known/oauth-protected-resource/mcp`;
    app.post(
      '/mcp',
      express.json(),
      requireBearerAuth({ verifier: { verifyAccessToken }, resourceMetadataUrl }),
      async (request, response) => {
        const server = new McpServer({ name: 'notes', version: '1.0.0' });
        server.registerTool('whoami', {}, ({ authInfo }) => ({
          content: [{ type: 'text', text: String(authInfo?.extra?.['sub']) }],
        }));
        const transport = new StreamableHTTPServerTransport({});
        await server.connect(transport as Transport);
        await transport.handleRequest(request, response, request.body);
      },
    );
    return resource;
  }

  /** What the SDK asks an application to keep for it. */
  function provider() {
    const kept: { client?: OAuthClientInformationMixed; tokens?: OAuthTokens; verifier: string; asked?: URL } = {
      verifier: '',
    };
    return {
      kept,
      redirectUrl: REDIRECT_URI,
      clientMetadata: {
        client_name: 'An editor',
        redirect_uris: [REDIRECT_URI],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        scope: 'openid offline_access',
      },
      clientInformation: () => kept.client,
      saveClientInformation: (client: OAuthClientInformationMixed) => {
        kept.client = client;
      },
      tokens: () => kept.tokens,
      saveTokens: (tokens: OAuthTokens) => {
        kept.tokens = tokens;
      },
      redirectToAuthorization: (url: URL) => {
        kept.asked = url;
      },
      saveCodeVerifier: (verifier: string) => {
        kept.verifier = verifier;
      },
      codeVerifier: () => kept.verifier,
    };
  }

  test('discovers, registers itself, signs in, and refreshes, for a resource server elsewhere', async () => {
    await db.admin`update rowseal_private.settings set client_registration_open = true`;
    // Servers ask once a second.
    const discovered = async () => (await send('/.well-known/openid-configuration')).body.registration_endpoint;
    await expect.poll(discovered).toBe(`${issuer}/v1/oauth/register`);
    const resource = await resourceServer();
    const authProvider = provider();
    const { kept } = authProvider;
    const transport = () =>
      new StreamableHTTPClientTransport(new URL(resource), { authProvider: authProvider as never });
    const connect = async () => {
      const client = new Client({ name: 'editor', version: '1.0.0' });
      await client.connect(transport() as Transport);
      const { content } = await client.callTool({ name: 'whoami', arguments: {} });
      return (content as { text: string }[])[0]?.text;
    };

    const first = transport();
    await expect(new Client({ name: 'editor', version: '1.0.0' }).connect(first as Transport)).rejects.toThrow(
      UnauthorizedError,
    );
    expect(kept.client?.client_id).toMatch(/^app_/);
    expect(kept.asked?.searchParams.get('resource')).toBe(resource);
    const callback = await visit(kept.asked?.href ?? '');
    await first.finishAuth(callback.searchParams.get('code') ?? '');
    const [max] = await db.admin<{ id: string }[]>`select id from rowseal.users where email = 'member@acme.test'`;
    expect(await connect()).toBe(max?.id);

    const before = kept.tokens;
    if (before) kept.tokens = { ...before, access_token: 'one that has expired' };
    expect(await connect()).toBe(max?.id);
    expect(kept.tokens?.access_token).not.toBe(before?.access_token);
    expect(kept.tokens?.refresh_token).not.toBe(before?.refresh_token);
    expect(
      (await me(kept.tokens?.access_token ?? '')).status,
      'a token for that resource is none for this server',
    ).toBe(401);
  });
});
