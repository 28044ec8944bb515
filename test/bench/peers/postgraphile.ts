import '../../../server/graphql/graphile-environment.ts';
import Fastify, { type FastifyInstance } from 'fastify';
import { jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/fastify/v5';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { PgLazyJWTPreset } from 'postgraphile/presets/lazy-jwt';
import { named, POOL_SIZE } from '../variants/base.ts';
import type { PeerSettings } from './settings.ts';

/** How stock PostGraphile is set up. */
export interface StockOptions {
  /** Of its connections. */
  name: string;
  /** The schema that it serves. */
  schema: 'peer' | 'peer_live';
  /** Verifies a token once, and remembers it; else as its documentation does, in each request. */
  isCaching?: boolean;
}

/**
 * PostGraphile as its documentation sets it up: a role and claims from a JWT, policies over `current_setting`, the Amber preset, Fastify.
 *
 * @param settings - where the database is.
 * @param options - see {@link StockOptions}.
 */
export async function stock(
  settings: PeerSettings,
  { name, schema, isCaching }: StockOptions,
): Promise<FastifyInstance> {
  const app = Fastify({ logger: { level: 'warn' } });
  const pool = new pg.Pool({
    connectionString: named(settings.peerUrl, `bench ${name}`),
    max: POOL_SIZE,
    idleTimeoutMillis: 0,
  });
  const instance = postgraphile({
    extends: isCaching ? [PostGraphileAmberPreset] : [PostGraphileAmberPreset, PgLazyJWTPreset],
    pgServices: [makePgService({ pool, schemas: [schema] })],
    grafast: {
      explain: false,
      ...(isCaching ? { context: cachedClaims(settings.jwtSecret) } : {}),
    },
    grafserv: {
      graphqlPath: '/graphql',
      graphiql: false,
      websockets: false,
      watch: false,
      ...(isCaching ? {} : { pgJwtSecret: settings.jwtSecret }),
    },
  });
  await instance.createServ(grafserv).addTo(app);
  return app;
}

function cachedClaims(secret: string): NonNullable<GraphileConfig.GrafastOptions['context']> {
  const key = new TextEncoder().encode(secret);
  const known = new LRUCache<string, Record<string, string>>({ max: 10_000 });
  return async ({ fastifyv5 }) => {
    const token = fastifyv5?.request.headers.authorization?.replace('Bearer ', '') ?? '';
    const pgSettings = known.get(token) ?? (await verified(token, key));
    known.set(token, pgSettings);
    return { pgSettings };
  };
}

async function verified(token: string, key: Uint8Array): Promise<Record<string, string>> {
  const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], audience: 'postgraphile' });
  const claims = Object.entries(payload).map(([name, value]) => [`jwt.claims.${name}`, String(value)]);
  return { ...Object.fromEntries(claims), role: String(payload['role']) };
}
