import { createHash, randomBytes } from 'node:crypto';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { buildApp } from '#server/app.ts';
import { closeAfterFile } from './closing.ts';
import { freshDatabase } from './database.ts';
import { behindPooler } from './demo-app.ts';
import { openBrowser } from './form-browser.ts';
import { TEST_MASTER_KEY } from './master-key.ts';
import { freePort } from './rowseal-process.ts';

/** Where test clients are answered; nobody listens there. */
export const REDIRECT_URI = 'https://client.test/callback';

/** The origin of a browser application that may call the server. */
export const APP_ORIGIN = 'https://app.test';

/** What a client is registered with; see rowseal_private.add_client. */
export interface ClientOptions {
  name?: string;
  redirectUris?: string[];
  authMethod?: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
  scope?: string;
  jwks?: object;
  idTokenAlgorithm?: 'RS256' | 'EdDSA';
  firstParty?: boolean;
  registeredByItself?: boolean;
  pkceWaived?: boolean;
  nonceWaived?: boolean;
  postLogoutRedirectUris?: string[];
  backchannelLogoutUri?: string;
}

/** A client, as its developer knows it. */
export interface RegisteredClient {
  client_id: string;
  /** Empty: it has none. */
  client_secret: string;
}

/** Everything that a token of a grant can be answered with. */
export interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  id_token: string;
  scope: string;
  expires_in: number;
  token_type: string;
}

/** An answer of the server. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a body is whatever the server said; tests assert what it is.
  body: any;
}

/**
 * A server that listens, with the demo's people and notes, and what clients of its authorization server do; closed after the test file.
 *
 * @param graphql - whether it serves GraphQL too, which takes most of a start.
 */
export async function oauthServer({ graphql = false } = {}) {
  const db = await freshDatabase({ seeded: true });
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const start = async () => {
    const started = await buildApp({
      gatewayUrl: behindPooler(db.gatewayUrl),
      issuerUrl: behindPooler(db.issuerUrl),
      masterKey: TEST_MASTER_KEY,
      publicUrl: issuer,
      graphql,
      schemas: ['app'],
      allowedOrigins: [APP_ORIGIN],
      development: false,
      logLevel: 'silent',
      isLagging: () => false,
    });
    await started.listen({ port: Number(port), host: 'localhost' });
    return started;
  };
  let app = await start();
  closeAfterFile(() => app.close());

  async function send(path: string, init: RequestInit = {}): Promise<HttpAnswer> {
    const answer = await fetch(new URL(path, issuer), { redirect: 'manual', ...init });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') && text !== '';
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  }

  const post = (path: string, form: Record<string, string> | string, headers: Record<string, string> = {}) =>
    send(path, { method: 'POST', body: new URLSearchParams(form), headers });

  /** The header of a client that has a secret. */
  const basic = ({ client_id, client_secret }: RegisteredClient) => ({
    authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
  });

  const redirectUriOf = new Map<string, string>();

  async function addClient(options: ClientOptions = {}): Promise<RegisteredClient> {
    const { name = 'Client', redirectUris = [REDIRECT_URI], authMethod = 'client_secret_basic' } = options;
    const [row] = await db.admin<{ client_id: string; client_secret: string | null }[]>`
      select * from rowseal_private.add_client(
        ${name}, ${redirectUris}, ${authMethod}, ${options.scope ?? null}, ${options.jwks ? db.admin.json(options.jwks as never) : null},
        ${options.idTokenAlgorithm ?? 'RS256'}, ${options.firstParty ?? false}, ${options.registeredByItself ?? false},
        pkce_waived => ${options.pkceWaived ?? false}, nonce_waived => ${options.nonceWaived ?? false},
        post_logout_redirect_uris => ${options.postLogoutRedirectUris ?? []},
        backchannel_logout_uri => ${options.backchannelLogoutUri ?? null}
      )`;
    if (!row) throw new Error('no client was added');
    redirectUriOf.set(row.client_id, redirectUris[0] ?? '');
    return { client_id: row.client_id, client_secret: row.client_secret ?? '' };
  }

  /** An authorization request, and the verifier that belongs to it. */
  function authorizationRequest(clientId: string, more: Record<string, string | string[] | null> = {}) {
    const verifier = randomBytes(32).toString('base64url');
    const parameters = {
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUriOf.get(clientId) ?? REDIRECT_URI,
      scope: 'openid email offline_access notes:read notes:write',
      state: 'a-state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    };
    const url = new URL('/v1/oauth/authorize', issuer);
    for (const [name, values] of Object.entries(parameters)) {
      for (const value of [values].flat()) if (value !== null) url.searchParams.append(name, value);
    }
    return { url: url.href, verifier };
  }

  const person = (email: string, more: object = {}) => ({ email, password: DEMO_PASSWORD, ...more });

  /** Has a person let a client in, in a browser of their own. */
  async function codeFor(
    client: RegisteredClient,
    more: Record<string, string | null> = {},
    email = 'member@acme.test',
  ) {
    const { url, verifier } = authorizationRequest(client.client_id, more);
    const callback = await openBrowser(issuer).authorize(url, person(email));
    return { code: callback.searchParams.get('code') ?? '', verifier, callback };
  }

  /** A form that a client sends, by its secret or, where it has none, its name. */
  const postAs = (client: RegisteredClient, path: string, form: Record<string, string>) =>
    client.client_secret === ''
      ? post(path, { client_id: client.client_id, ...form })
      : post(path, form, basic(client));

  const redeem = (
    client: RegisteredClient,
    { code, verifier }: { code: string; verifier: string },
    more: Record<string, string> = {},
  ) => postAs(client, '/v1/oauth/token', { grant_type: 'authorization_code', code, code_verifier: verifier, ...more });

  const refresh = (client: RegisteredClient, token: string, more: Record<string, string> = {}) =>
    postAs(client, '/v1/oauth/token', { grant_type: 'refresh_token', refresh_token: token, ...more });

  return {
    db,
    issuer,
    /** Ends the server and starts another in its place: what one has in memory alone is gone. */
    restart: async () => {
      await app.close();
      app = await start();
    },
    send,
    post,
    postAs,
    basic,
    addClient,
    authorizationRequest,
    person,
    codeFor,
    redeem,
    refresh,
    /** The tokens of a grant that a person has just made to a client. */
    grantTo: async (
      client: RegisteredClient,
      more: Record<string, string | null> = {},
      email?: string,
    ): Promise<TokenAnswer> => (await redeem(client, await codeFor(client, more, email))).body,
    browser: () => openBrowser(issuer),
    me: (token: string) => send('/v1/me', { headers: { authorization: `Bearer ${token}` } }),
    graphql: (token: string, query: string) =>
      send('/graphql', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }),
  };
}
