import { createHash, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { openIssuer } from '../../../server/database/issuer.ts';
import type { SealedClaims } from '../../../server/database/sealed-claims.ts';
import type { Installation } from '../installation.ts';
import { type Asked, send } from './client.ts';
import type { PeerSettings } from './settings.ts';

/** A kind of request to one server. */
export interface Operation {
  /** Sends one, and throws unless it is answered as it has to be. */
  once(turn: number): Promise<void>;
  /** What the first answer says, to compare with the others of a comparison; left out: each says something of its own. */
  said?(): Promise<string>;
}

/** How many sessions, keys and grants are gone round. */
export const PEOPLE = 40;

const READ = '{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title createdAt } } }';
const INSERT = 'mutation { createNote(input: { note: { title: "measured" } }) { note { title } } }';
const NESTED = `{ allProjects(first: 5) { nodes { name
  tasksByWorkspaceIdAndProjectId(first: 5) { nodes { title
    commentsByWorkspaceIdAndTaskId(first: 3) { nodes { body } } } } } } }`;

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const at = <T>(items: readonly T[], turn: number): T => items[turn % items.length] as T;

/** Sends what is made of a turn, and requires words in the answer. */
function plain(url: string, requestOf: (turn: number) => Asked, words: RegExp, count: number): Operation {
  const matches = async (turn: number) => {
    const answer = await send(url, requestOf(turn));
    const found = answer.match(words) ?? [];
    if (found.length !== count || answer.includes('"errors"'))
      throw new Error(`${count} of ${words} were expected: ${answer.slice(0, 400)}`);
    return found;
  };
  return { once: async (turn) => void (await matches(turn)), said: async () => (await matches(0)).join() };
}

/**
 * The requests by GraphQL.
 *
 * @param url - of the server.
 * @param tokens - of its callers.
 */
export function graphql(url: string, tokens: readonly string[]): Record<'read' | 'insert' | 'nested', Operation> {
  const headersOf = (turn: number) => ({
    ...bearer(at(tokens, turn)),
    'content-type': 'application/json',
    accept: 'application/json',
  });
  const asking = (query: string) => {
    const body = JSON.stringify({ query });
    return (turn: number): Asked => ({ method: 'POST', path: '/graphql', headers: headersOf(turn), body });
  };
  return {
    read: plain(url, asking(READ), /"title":"[^"]*"/g, 20),
    insert: plain(url, asking(INSERT), /"title":"measured"/g, 1),
    nested: plain(url, asking(NESTED), /"(?:name|title|body)":"[^"]*"/g, 5 + 25 + 75),
  };
}

/**
 * A read of 20 rows by a route.
 *
 * @param url - of the server.
 * @param path - of the route.
 * @param headers - of its callers.
 */
export function notes(url: string, path: string, headers: readonly Record<string, string>[]): Operation {
  return plain(url, (turn) => ({ method: 'GET', path, headers: at(headers, turn) }), /"title":"[^"]*"/g, 20);
}

/**
 * A check of a key, answered with whose it is.
 *
 * @param url - of the server.
 * @param headers - of its callers.
 */
export function keyCheck(url: string, headers: readonly Record<string, string>[]): Operation {
  const { once } = plain(
    url,
    (turn) => ({ method: 'GET', path: '/who', headers: at(headers, turn) }),
    /"user":"[^"]+"/g,
    1,
  );
  return { once };
}

/** What a grant of OAuth is asked with. */
export interface Grants {
  /** Paths of the endpoints. */
  paths: Record<'token' | 'introspection' | 'userinfo', string>;
  /** The client's. */
  authorization: string;
  grants: { access: string; refresh: string }[];
}

/**
 * The requests of OAuth.
 *
 * @param url - of the server.
 * @param given - see {@link Grants}.
 */
export function oauth(
  url: string,
  { paths, authorization, grants }: Grants,
): Record<'refresh' | 'introspection' | 'userinfo', Operation> {
  const headers = { ...FORM, authorization };
  const rotating = grants.map(({ refresh }) => refresh);
  const introspect = (turn: number): Asked => ({
    method: 'POST',
    path: paths.introspection,
    headers,
    body: form({ token: at(grants, turn).access }),
  });
  const userinfo = (turn: number): Asked => ({
    method: 'GET',
    path: paths.userinfo,
    headers: bearer(at(grants, turn).access),
  });
  return {
    refresh: rotation(rotating, async (refresh_token) => {
      const body = form({ grant_type: 'refresh_token', refresh_token });
      return send(url, { method: 'POST', path: paths.token, headers, body });
    }),
    introspection: { once: plain(url, introspect, /"active":true/g, 1).once },
    userinfo: { once: plain(url, userinfo, /"email":"[^"]+@/g, 1).once },
  };
}

/** Each takes the oldest token, and puts its successor last. */
function rotation(tokens: string[], refresh: (token: string) => Promise<string>): Operation {
  return {
    once: async () => {
      const token = tokens.shift();
      if (token === undefined) throw new Error('there are fewer tokens than requests at once');
      const { access_token, refresh_token } = JSON.parse(await refresh(token));
      if (!access_token || !refresh_token || refresh_token === token) throw new Error('the token was not rotated');
      tokens.push(refresh_token);
    },
  };
}

/**
 * A refresh of a session of Rowseal's own.
 *
 * @param url - of the product.
 * @param tokens - refresh tokens.
 */
export function ownRefresh(url: string, tokens: readonly string[]): Operation {
  const headers = { 'content-type': 'application/json' };
  return rotation([...tokens], (refresh_token) =>
    send(url, { method: 'POST', path: '/v1/auth/refresh', headers, body: JSON.stringify({ refresh_token }) }),
  );
}

/**
 * Tokens as PostGraphile's documentation has them: what they claim is believed.
 *
 * @param secret - that signs them.
 * @param sessions - whose.
 */
export function claimedTokens(secret: string, sessions: readonly SealedClaims[]): Promise<string[]> {
  const key = new TextEncoder().encode(secret);
  return Promise.all(
    sessions.map(({ sub, sid, workspace }) =>
      new SignJWT({ role: 'peer_user', user_id: sub, session_id: sid, workspace_id: workspace })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience('postgraphile')
        .setExpirationTime('2h')
        .sign(key),
    ),
  );
}

/**
 * Grants of Rowseal's authorization server, as clients get them.
 *
 * @param installation - where.
 * @param settings - of it.
 * @param url - of the product.
 * @param scope - of the grants.
 */
export async function ownGrants(
  { admin, openRefreshTokens }: Installation,
  settings: PeerSettings,
  url: string,
  scope: string,
): Promise<Grants> {
  const redirectUri = 'https://client.test/callback';
  const [client] = await admin<{ client_id: string; client_secret: string }[]>`
    select * from rowseal_private.add_client('Bench', ${[redirectUri]}, 'client_secret_basic', first_party => true)`;
  if (!client) throw new Error('no client was made');
  const authorization = `Basic ${Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')}`;
  const masterKey = Buffer.from(settings.masterKey, 'base64');
  const issuer = openIssuer(settings.issuerUrl, masterKey, { max: 1 });
  const paths = { token: '/v1/oauth/token', introspection: '/v1/oauth/introspect', userinfo: '/v1/oauth/userinfo' };
  try {
    const grants = [];
    for (const refreshToken of await openRefreshTokens(PEOPLE)) {
      const code = await codeFor(issuer, settings.publicUrl, client.client_id, refreshToken, redirectUri, scope);
      const body = form({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: VERIFIER });
      const answer = JSON.parse(
        await send(url, { method: 'POST', path: paths.token, headers: { ...FORM, authorization }, body }),
      );
      grants.push({ access: answer.access_token, refresh: answer.refresh_token });
    }
    return { paths, authorization, grants };
  } finally {
    await issuer.close();
  }
}

const VERIFIER = randomBytes(32).toString('base64url');

async function codeFor(
  { oauth: server }: ReturnType<typeof openIssuer>,
  publicUrl: string,
  clientId: string,
  refreshToken: string,
  redirectUri: string,
  scope: string,
): Promise<string> {
  const browserSecret = randomBytes(32);
  const begun = await server.beginAuthorization({
    parameters: {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope,
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
    },
    issuer: publicUrl,
    browserSecret,
    ip: '127.0.0.1',
    reqId: 'bench',
  });
  if (begun.status !== 'ok') throw new Error(`an authorization is ${begun.status}`);
  const answered = await server.answerAuthorization({
    requestId: begun.request_id,
    browserSecret,
    refreshToken,
    approved: true,
  });
  if (!('code' in answered) || typeof answered.code !== 'string') throw new Error('no code was granted');
  return answered.code;
}

/**
 * Personal access tokens, one each.
 *
 * @param url - of the product.
 * @param tokens - access tokens.
 */
export function personalTokens(url: string, tokens: readonly string[]): Promise<string[]> {
  const body = JSON.stringify({ name: 'bench', expires_at: new Date(Date.now() + 86_400_000) });
  return Promise.all(tokens.map((token) => created(url, token, body)));
}

async function created(url: string, token: string, body: string): Promise<string> {
  const headers = { ...bearer(token), 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/tokens`, { method: 'POST', headers, body });
  const made = (await answer.json()) as { token?: string };
  if (made.token === undefined) throw new Error(`no token was made: ${JSON.stringify(made)}`);
  return made.token;
}
