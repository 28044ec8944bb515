import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { createAccessTokens } from '#server/credentials/access-tokens.ts';
import { openKeyStore } from '#server/credentials/key-store.ts';
import { openGateway } from '#server/database/gateway.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { authentication } from '#server/http/authentication.ts';
import { problemAnswers } from '#server/http/problem-handler.ts';
import type { ServerSettings } from '#test/bench/installation.ts';

/** Connections to the database, as many as the gateway opens. */
export const POOL_SIZE = 10;

/** The one read that all variants serve. */
export const NEWEST = (table: string) =>
  `select title, created_at as "createdAt" from ${table} order by created_at desc limit 20`;

/** Fastify as server/app.ts sets it up, without routes, and with its own parser of bodies: ours reads none for routes without a schema, such as stock PostGraphile's. */
export async function bareApp(): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: 'warn' },
    bodyLimit: 100_000,
    requestTimeout: 30_000,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
  });
  await app.register(problemAnswers, { publicUrl: 'http://localhost' });
  return app;
}

/**
 * Fastify with the product's authentication: the same cached verification in the same hook.
 *
 * @param settings - where the keys are.
 */
export async function authenticatedApp(settings: ServerSettings): Promise<FastifyInstance> {
  const app = await bareApp();
  const issuer = openIssuer(settings.issuerUrl, Buffer.from(settings.masterKey, 'base64'));
  const keys = await openKeyStore(issuer, Buffer.from(settings.masterKey, 'base64'));
  const gateway = openGateway(settings.gatewayUrl);
  app.addHook('onClose', () => gateway.close());
  await app.register(authentication, { tokens: createAccessTokens(keys, issuer.clock, settings.publicUrl), gateway });
  return app;
}

/**
 * A connection string whose backends can be told from those of the other variants.
 *
 * @param url - a connection string.
 * @param name - their application_name.
 */
export function named(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.searchParams.set('application_name', name);
  // libpq takes a plus for a plus.
  parsed.search = parsed.search.replaceAll('+', '%20');
  return parsed.href;
}
