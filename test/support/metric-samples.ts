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

/**
 * How many shortcuts were taken or not while something is done, by shortcut and result; those of none are left out.
 *
 * @param app - the server.
 * @param work - what to do.
 */
export async function shortcutsBy(app: FastifyInstance, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const read = async () =>
    [
      ...(await app.metrics.text()).matchAll(
        /^rowseal_graphql_shortcuts_total\{shortcut="(.*)",result="(.*)"\} (\S+)$/gm,
      ),
    ].map(([, shortcut, result, count]) => [`${shortcut}_${result}`, Number(count)] as const);
  const before = new Map(await read());
  await work();
  const grown = (await read()).map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count !== 0));
}

/**
 * The samples of a text in Prometheus's format, by name and labels as written.
 *
 * @param text - of /metrics.
 */
export function samplesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}
