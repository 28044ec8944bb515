import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiWorld, CALLER } from '#test/support/api-world.ts';
import { catalogLines } from '#test/support/catalog-digest.ts';
import { closeAll } from '#test/support/closing.ts';
import { fill } from '#test/support/fill.ts';
import { buffersOf, EXPLAINING, type Explained, nodesOf, type PlanNode, planLog } from '#test/support/plan-log.ts';
import { roomyDatabase } from '#test/support/roomy-database.ts';
import { OPERATOR, type RoadsByRole, roadsOf } from './roads.ts';
import { CALLABLE, WITHOUT_ROAD } from './without-road.ts';

/** What there is for each of 10 million users: a million workspaces, 50 million sessions. */
const SHAPE = { workspaces: 0.1, sessions: 5, events: 3 };
/** What a user takes on the disk, with the log that is written meanwhile; in bytes. */
const ROOM_PER_USER = 30_000;
/** As in production, where what was written is vacuumed, and what is committed stays. */
const DURABLE = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  autovacuum: 'on',
  max_wal_size: '4GB',
  track_functions: 'all',
};
/**
 * The first time a connection runs anything it reads catalogs too, some 2,500 pages, and a server has several: a road is taken again until its two
 * cheapest rounds agree.
 */
const ROUNDS = { least: 4, most: 12 };
const AGREEING = 1.05;
/** Pages: of so many those of catalogs do not count, and one round takes long. */
const MANY = 100_000;
/** The connection of a worker that purges meanwhile, whose pages are no road's. */
const PURGER = 'rowseal purge';
/** Rows. Of fewer the planner may read all. */
const FEW = 2_000;

/** What a road took, at the least of several times. */
export interface Taken {
  road: string;
  by: keyof RoadsByRole;
  /** Pages of 8 kB, read or found in memory. */
  pages: number;
  /** How each table that grows was read: `sessions by sessions_pkey`. */
  reads: string[];
  /** Tables that were read from one end to the other, and had many rows. */
  scans: string[];
}

/** An installation of a size, and what its roads take. */
export interface Measured {
  users: number;
  /** In seconds. */
  filled: number;
  /** In bytes. */
  size: number;
  /** The greatest tables with their indexes, in bytes. */
  tables: { name: string; size: number }[];
  taken: Taken[];
  /** Functions that somebody may call, and no road does. */
  withoutRoad: string[];
}

/**
 * Fills an installation, and takes every road.
 *
 * @param users - how many.
 * @throws Error where the disk has not enough room; where filling left another schema; where a road does not arrive.
 */
export async function measure(users: number): Promise<Measured> {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < users * ROOM_PER_USER)
    throw new Error(
      `${users} users take ${gigabytes(users * ROOM_PER_USER)} in ${tmpdir()}: there are ${gigabytes(bavail * bsize)}`,
    );
  try {
    return await measureIn(await roomyDatabase({ ...changeable(EXPLAINING), ...DURABLE }), users);
  } finally {
    await closeAll();
  }
}

type Database = Awaited<ReturnType<typeof roomyDatabase>>;

async function measureIn(db: Database, users: number): Promise<Measured> {
  const world = await apiWorld(db);
  await db.admin`select rowseal_private.ensure_seal_partition(date_trunc('month', now() at time zone 'UTC')::date)`;
  // As an application adds that refers to users: erasing one looks for their rows.
  await db.admin`create index notes_author_idx on app.notes (author_id)`;
  // A road is taken a dozen times, by one person.
  await db.admin`update rowseal_private.throttle_limits set free_attempts = greatest(free_attempts, 100)`;
  const before = await catalogLines(db.admin, '^(rowseal|app)');
  const began = performance.now();
  await fill(db, users, CALLER, SHAPE);
  await db.admin`vacuum`;
  const filled = (performance.now() - began) / 1000;
  const after = new Set(await catalogLines(db.admin, '^(rowseal|app)'));
  const lost = before.filter((line) => !after.has(line));
  if (lost.length > 0 || after.size !== before.length)
    throw new Error(`filling left another schema: ${lost.join('\n')}`);
  const [{ size } = { size: 0 }] = await db.admin<{ size: number }[]>`
    select pg_database_size(current_database())::float8 as size`;
  const tables = await db.admin<{ name: string; size: number }[]>`
    select relid::regclass::text as name, pg_total_relation_size(relid)::float8 as size
      from pg_stat_user_tables order by 2 desc limit 12`;
  console.log(`${users} users: ${gigabytes(size)}, filled and vacuumed in ${filled.toFixed(0)} s`);
  const { roads, close } = await roadsOf(world);
  try {
    const plans = await planLog(db);
    const ways = (Object.entries(roads) as [Way['by'], Way['road'][]][]).flatMap(([by, those]) =>
      those.map((road): Way => ({ road, by })),
    );
    await explainNested(db, false);
    const pages = await eachWay(ways, async (way) => {
      const sums: number[] = [];
      while (!isSettled(sums)) sums.push(pagesOf(await statementsOf(way, plans)));
      return Math.min(...sums);
    });
    await explainNested(db, true);
    const reads = await eachWay(ways, async (way) => readsOf(await statementsOf(way, plans)));
    console.log(`${users} users: every road taken in ${((performance.now() - began) / 1000 - filled).toFixed(0)} s`);
    const withoutRoad = await functionsWithoutRoad(db);
    const taken = ways.map(({ road, by }, n) => ({
      road: road.name,
      by,
      pages: pages[n] ?? 0,
      ...(reads[n] ?? NOTHING),
    }));
    return { users, filled, size, tables: [...tables], taken, withoutRoad };
  } finally {
    await close();
  }
}

/** A road, and who takes it. */
interface Way {
  road: RoadsByRole[keyof RoadsByRole][number];
  by: keyof RoadsByRole;
}

const NOTHING = { reads: [], scans: [] };

/** Takes all of them, and fails at the end where one did. */
async function eachWay<T>(ways: readonly Way[], measure: (way: Way) => Promise<T>): Promise<T[]> {
  const errors: unknown[] = [];
  const results: T[] = [];
  for (const way of ways)
    await measure(way).then(
      (result) => results.push(result),
      (error: unknown) => errors.push(new Error(way.road.name, { cause: error })),
    );
  if (errors.length > 0) throw new AggregateError(errors, 'roads that did not arrive');
  return results;
}

/** Without what is changed while the server runs: what it was started with would stand. */
const changeable = (settings: Record<string, string>) =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'auto_explain.log_nested_statements'));

/** Whether another round would tell nothing new: by pages, and never by the time that they took. */
function isSettled(pages: readonly number[]): boolean {
  const [least, second] = [...pages].sort((a, b) => a - b);
  if (least === undefined || second === undefined) return least !== undefined && least >= MANY;
  if (pages.length >= ROUNDS.most || least >= MANY) return true;
  return pages.length >= ROUNDS.least && second <= least * AGREEING;
}

/** Whether plans of functions' statements are logged, from each connection's next statement on. */
async function explainNested({ admin }: Database, isOn: boolean): Promise<void> {
  await admin.unsafe(`alter system set auto_explain.log_nested_statements = ${isOn ? 'on' : 'off'}`);
  await admin`select pg_reload_conf()`;
  await sleep(1_000);
}

async function statementsOf({ road, by }: Way, plans: () => Promise<Explained[]>): Promise<Explained[]> {
  const act = await road.ready();
  await plans();
  await act();
  return (await plans()).filter(
    ({ user, application }) => application !== PURGER && (by === 'operators' || user !== OPERATOR),
  );
}

/** Pages of statements; those of functions' are those of their callers. */
const pagesOf = (statements: readonly Explained[]): number =>
  statements.filter(({ isNested }) => !isNested).reduce((total, { plan }) => total + buffersOf(plan), 0);

function readsOf(statements: readonly Explained[]): Pick<Taken, 'reads' | 'scans'> {
  const nodes = statements.flatMap(({ plan }) => nodesOf(plan));
  const scans = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && rowsRead(node) > FEW);
  const names = (those: readonly PlanNode[], name: 'Index Name' | 'Relation Name') =>
    [...new Set(those.flatMap((node) => node[name] ?? []))].sort();
  return { reads: names(nodes, 'Index Name'), scans: names(scans, 'Relation Name') };
}

const rowsRead = (node: PlanNode) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);

/** Bytes, for people. */
export const gigabytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GB`;

async function functionsWithoutRoad({ admin }: Database): Promise<string[]> {
  // What connections have counted arrives within ten seconds.
  await sleep(12_000);
  const rows = await admin.unsafe<{ name: string }[]>(CALLABLE);
  return rows.map(({ name }) => name).filter((name) => !WITHOUT_ROAD.some(([pattern]) => pattern.test(name)));
}
