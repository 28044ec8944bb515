import { decodeJwt } from 'jose';
import type postgres from 'postgres';
import { type RefreshTokens, refreshTokens } from '#server/credentials/refresh-tokens.ts';
import { type PresentedToken, presentedToken } from '#server/credentials/token-format.ts';
import { type Entry, openGateway } from '#server/database/gateway.ts';
import { connect } from '#test/support/connect.ts';
import type { TalkativeInstallation } from './installation.ts';
import type { Secrets } from './secrets.ts';

/** Somebody with credentials, the newest of each kind. */
export interface Holder {
  email: string;
  password: string;
  accessToken: string;
  personalToken: string;
  refreshToken: string;
  /** The refresh tokens before it, the oldest first. */
  spentTokens: string[];
}

/** How an HTTP request is made. */
export interface Call {
  /** To present as bearer token. */
  token?: string;
  workspace?: string;
  headers?: Record<string, string>;
}

/** What came of something: an HTTP status, a problem code, a status of the database, or a SQLSTATE. */
export type Outcome = number | string;

/** What an exercise works with. Every token in whatever goes out or comes in through it is taken down. */
export interface World {
  secrets: Secrets;
  refreshTokens: RefreshTokens;
  admin: postgres.Sql;
  ada: Holder;
  gus: Holder;
  /** The body or the rows of the latest answer. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered; who asked knows what to expect.
  latest: any;
  get(path: string, call?: Call): Promise<Outcome>;
  /** A body that is a text is sent as it is. */
  post(path: string, body: object | string, call?: Call): Promise<Outcome>;
  graphql(query: string, call: Call, variables?: object): Promise<Outcome>;
  /** Runs a statement as the issuer; `status` is what it says about that. */
  issue(text: string, values?: (string | Buffer | null)[]): Promise<Outcome>;
  /** Runs a statement at the gateway, for whoever holds the access token or personal access token. */
  ask(token: string, workspace: string | undefined, text: string, values?: unknown[]): Promise<Outcome>;
  /** Looks at what everybody is doing at the database; `seen` is what it saw until now. */
  lookAround(): Promise<void>;
  seen(): string;
  close(): Promise<void>;
}

/**
 * Opens the doors of an installation for an exercise.
 *
 * @param installation - where.
 * @param secrets - where tokens and passwords are taken down.
 */
export function openWorld({ doors, admin, url, masterKey }: TalkativeInstallation, secrets: Secrets): World {
  const issuer = connect(doors.issuerUrl);
  const gateway = openGateway(doors.gatewayUrl, { max: 2 });
  const seen: string[] = [];

  async function send(method: string, path: string, body: string | undefined, call: Call): Promise<number> {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
      ...(call.workspace === undefined ? {} : { 'x-rowseal-workspace': call.workspace }),
      ...call.headers,
    };
    secrets.note(JSON.stringify([path, body, headers]));
    const answer = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await answer.text();
    secrets.note([text, ...answer.headers.getSetCookie()].join('\n'));
    world.latest = answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
    return answer.status;
  }

  async function query(values: unknown, run: () => Promise<readonly unknown[]>): Promise<Outcome> {
    secrets.note(JSON.stringify(values));
    try {
      world.latest = await run();
      secrets.note(JSON.stringify(world.latest));
      return world.latest[0]?.status ?? 'ok';
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  }

  const world: World = {
    secrets,
    refreshTokens: refreshTokens(masterKey),
    admin,
    ada: holder('ada@leaks.test', secrets),
    gus: holder('gus@leaks.test', secrets),
    latest: undefined,
    get: (path, call = {}) => send('GET', path, undefined, call),
    post: (path, body, call = {}) => send('POST', path, typeof body === 'string' ? body : JSON.stringify(body), call),
    graphql: async (text, call, variables = {}) => {
      const status = await send('POST', '/graphql', JSON.stringify({ query: text, variables }), call);
      return world.latest.errors?.[0].extensions?.code ?? status;
    },
    issue: (text, values = []) => query(values, () => issuer.unsafe(text, values)),
    ask: (token, workspace, text, values = []) =>
      query([token, values], async () => (await gateway.query(entryOf(token, workspace), { text, values })).rows),
    lookAround: async () => {
      const rows = await admin<{ row: string }[]>`select activity::text as row from pg_stat_activity as activity`;
      seen.push(...rows.map(({ row }) => row));
    },
    seen: () => seen.join('\n'),
    close: async () => {
      await Promise.all([issuer.end(), gateway.close()]);
    },
  };
  return world;
}

function holder(email: string, secrets: Secrets): Holder {
  return { email, password: secrets.password(), accessToken: '', personalToken: '', refreshToken: '', spentTokens: [] };
}

function entryOf(token: string, wanted: string | undefined): Entry {
  if (token.startsWith('rsp_')) {
    const { ownerId, id, digest } = presentedToken('rsp_', token) as PresentedToken;
    return { user_id: ownerId, token_id: id, digest: digest.toString('hex'), ip: '127.0.0.1', wanted };
  }
  const { sub, sid, exp, seal_key, seal } = decodeJwt<Record<'sub' | 'sid' | 'seal_key' | 'seal', string>>(token);
  return { sub, sid, workspace: undefined, scope: undefined, exp: String(exp), seal_key, seal, wanted };
}
