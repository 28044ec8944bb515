import type { FastifyInstance, InjectOptions } from 'fastify';
import { inject } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { seedDemo } from '#demo/seed.ts';
import { type AppOptions, buildApp } from '#server/app.ts';
import { parseUrl } from '#server/database/url.ts';
import { closeAfterFile } from './closing.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { TEST_MASTER_KEY } from './master-key.ts';
import { withStartupOptions } from './startup-options.ts';

/** The address that test servers believe to have. */
export const PUBLIC_URL = 'http://localhost:4000';

/** An answer of the server, as a client sees it. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: a body is whatever the server said; tests assert what it is.
  body: any;
}

/** A GraphQL request of a test. */
export interface GraphqlCall {
  token?: string;
  workspace?: string;
  variables?: Record<string, unknown>;
}

/**
 * The same connection URL, through the pooler of the run where it has one (ROWSEAL_TEST_POOLER).
 *
 * @param url - of the gateway or the issuer.
 */
export function behindPooler(url: string): string {
  const port = process.env['VITEST'] === undefined ? undefined : inject('poolerPort');
  if (port === undefined) return url;
  const { user, database, options } = parseUrl(url);
  // A pooler takes no startup options: whoever needs some goes without it.
  return options === undefined ? `postgres://${user}@127.0.0.1:${port}/${database}?sslmode=disable` : url;
}

/**
 * A server on a database, closed after the test file.
 *
 * @param db - the database.
 * @param options - what differs from a server at {@link PUBLIC_URL}.
 */
export async function serverOn(db: FreshDatabase, options: Partial<AppOptions> = {}) {
  const app = await buildApp({
    gatewayUrl: behindPooler(db.gatewayUrl),
    issuerUrl: behindPooler(db.issuerUrl),
    masterKey: TEST_MASTER_KEY,
    publicUrl: PUBLIC_URL,
    schemas: ['app'],
    development: false,
    logLevel: 'silent',
    // How fast the machine is decides nothing.
    isLagging: () => false,
    ...options,
  });
  closeAfterFile(() => app.close());
  return { app, send: senderTo(app) };
}

/**
 * Sends requests to a server, and reads what it answers.
 *
 * @param app - the server.
 */
export const senderTo =
  (app: FastifyInstance) =>
  async (request: InjectOptions): Promise<Answer> => {
    const { statusCode, headers, payload } = await app.inject(request);
    const isJson = String(headers['content-type']).includes('json');
    return { status: statusCode, headers, body: isJson && payload !== '' ? JSON.parse(payload) : payload };
  };

/**
 * A server on a database of its own with the demo's people and notes, closed after the test file.
 *
 * @param options - what differs from a server at {@link PUBLIC_URL}.
 * @param startup - options of the gateway's sessions, as an operator puts them into its URL.
 * @param given - the database; left out: a fresh one.
 * @returns the server and database, and a client's usual moves.
 */
export async function demoApp(options: Partial<AppOptions> = {}, startup?: string, given?: FreshDatabase) {
  const db = given ?? (await freshDatabase({ seeded: true }));
  if (given) await seedDemo(db.adminUrl, db);
  if (startup !== undefined) db.gatewayUrl = withStartupOptions(db.gatewayUrl, startup);
  const { app, send } = await serverOn(db, options);

  const logIn = (email: string, more: object = {}, password: string = DEMO_PASSWORD) =>
    send({ method: 'POST', url: '/v1/auth/token', payload: { provider: 'password', email, password, ...more } });

  const authorize = (token?: string, workspace?: string) => ({
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(workspace === undefined ? {} : { 'x-rowseal-workspace': workspace }),
  });

  return {
    db,
    app,
    send,
    logIn,
    token: async (email: string, more: object = {}): Promise<string> => (await logIn(email, more)).body.access_token,
    me: (token?: string, workspace?: string) => send({ url: '/v1/me', headers: authorize(token, workspace) }),
    graphql: (query: string, { token, workspace, variables }: GraphqlCall = {}) =>
      send({ method: 'POST', url: '/graphql', headers: authorize(token, workspace), payload: { query, variables } }),
  };
}
