import type { FastifyInstance } from 'fastify';

/** What a server has counted. */
export interface Counted {
  /** Batches that reached the database by the gateway. */
  statements: number;
  /** GraphQL operations that were planned. */
  plans: number;
  /** What documents and their plans take, by estimate. */
  cacheBytes: number;
}

/**
 * Reads what a server has counted so far.
 *
 * @param app - the server.
 */
export async function counted(app: FastifyInstance): Promise<Counted> {
  const text = await app.metrics.text();
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce(
      (all, [, one]) => all + Number(one),
      0,
    );
  return {
    statements: sum('rowseal_gateway_batch_duration_seconds_count'),
    plans: sum('rowseal_graphql_plans_total'),
    cacheBytes: sum('rowseal_graphql_cache_bytes'),
  };
}

/**
 * What a server counts while something is done.
 *
 * @param app - the server.
 * @param work - what to do.
 */
export async function countedBy(app: FastifyInstance, work: () => Promise<unknown>): Promise<Counted> {
  const before = await counted(app);
  await work();
  const after = await counted(app);
  return {
    statements: after.statements - before.statements,
    plans: after.plans - before.plans,
    cacheBytes: after.cacheBytes - before.cacheBytes,
  };
}
