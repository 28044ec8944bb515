import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiWorld, CALLER } from '#test/support/api-world.ts';
import { withConnection } from '#test/support/connect.ts';
import { BIG_TABLES, fill } from '#test/support/fill.ts';
import { buffersOf, EXPLAINING, nodesOf, type PlanNode, planLog } from '#test/support/plan-log.ts';
import { everyRoad } from '#test/support/roads.ts';
import { roomyDatabase } from '#test/support/roomy-database.ts';

/** Ten sessions for each, and the rest in proportion. */
const USERS = Number(process.env['ROWSEAL_FILL_USERS'] ?? 1_000_000);
/** Milliseconds. It ends what hangs, and judges nothing. */
const PATIENCE = 3_600_000;
/** The first time a connection runs anything it reads catalogs, too. */
const ROUNDS = 5;

/** It does its own work while others take their roads. */
const WORKER = 'the worker';

/** What a statement may take, however many people there are. */
const BOUNDS = { removed: 250, rows: 1_500, estimate: 2_500, cost: 1_500, pages: 1_000 };
type Figures = typeof BOUNDS;
/** A batch of the purge is 500 rows of each table. */
const OF_THE_WORKER: Figures = { ...BOUNDS, rows: 3_000, cost: 20_000, pages: 50_000 };
/** What it may read of people is one array, of the workspace's members: db/policies/users.sql. */
const OF_MANY_MEMBERS: Figures = { ...BOUNDS, rows: USERS, cost: USERS, pages: USERS / 10 };
/** No statistics are kept of addresses, so that the planner takes one for a two-hundredth of all people; it is one, by an index. */
const BY_ADDRESS: Figures = { ...BOUNDS, estimate: USERS / 100, cost: Math.max(BOUNDS.cost, USERS / 50) };
const boundsOf = (road: string, text: string): Figures =>
  /account\.email = /.test(text)
    ? BY_ADDRESS
    : road === WORKER
      ? OF_THE_WORKER
      : /rowseal\.users.*, in acme$/.test(road)
        ? OF_MANY_MEMBERS
        : BOUNDS;

const names = BIG_TABLES.map((name) => name.split('.')[1] ?? '');
const isBig = ({ 'Relation Name': name = '' }: PlanNode) => names.includes(name) || name.startsWith('audit_events_');

/** Nodes whose rows somebody wants all of: not those under a LIMIT, or in a subplan that one row ends. */
function wanted(plan: PlanNode): PlanNode[] {
  return plan['Node Type'] === 'Limit' ? [] : [plan, ...(plan.Plans ?? []).flatMap(wanted)];
}

function figuresOf(plan: PlanNode): Figures {
  const nodes = nodesOf(plan);
  const removed = (node: PlanNode) =>
    ((node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * node['Actual Loops'];
  return {
    removed: Math.max(0, ...nodes.filter(isBig).map(removed)),
    rows: Math.max(0, ...nodes.filter(isBig).map((node) => node['Actual Rows'] * node['Actual Loops'])),
    estimate: Math.max(
      0,
      ...wanted(plan)
        .filter(isBig)
        .map((node) => node['Plan Rows']),
    ),
    cost: plan['Total Cost'],
    pages: buffersOf(plan),
  };
}

/** Big tables that a plan reads from one end to the other. */
const scansIn = (plan: PlanNode): string[] =>
  nodesOf(plan)
    .filter((node) => node['Node Type'] === 'Seq Scan' && isBig(node))
    .map((node) => node['Relation Name'] ?? '');

/** The least of several runs, figure by figure. */
function least(runs: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => Math.min(...runs.map((figures) => figures[name]));
  return { removed: of('removed'), rows: of('rows'), estimate: of('estimate'), cost: of('cost'), pages: of('pages') };
}

describe('every road of an installation with a million people and ten million sessions', async () => {
  const db = await roomyDatabase(EXPLAINING);
  const world = await apiWorld(db);
  const began = performance.now();
  await fill(db, USERS, CALLER);
  console.log(`filled with ${USERS} people in ${Math.round((performance.now() - began) / 1000)} s`);
  const { roads, close } = await everyRoad(world);
  const plans = await planLog(db);
  await plans();
  /** By road and statement. */
  const statements = new Map<string, { road: string; text: string; runs: Figures[]; scans: string[] }>();
  afterAll(close);

  beforeAll(async () => {
    for (let round = 0; round < ROUNDS; round++) {
      for (const { name, ready } of roads) {
        await (await ready())();
        for (const { user, text, plan } of await plans()) {
          const road = user === 'rowseal_worker' ? WORKER : name;
          const key = `${road}: ${text}`;
          const known = statements.get(key) ?? { road, text, runs: [], scans: [] };
          known.runs.push(figuresOf(plan));
          known.scans.push(...scansIn(plan));
          statements.set(key, known);
        }
      }
    }
  }, PATIENCE);

  test('takes all of them, and hundreds of statements', () => {
    const all = [...statements.values()].filter(({ road, text }) => boundsOf(road, text) === BOUNDS);
    for (const name of Object.keys(BOUNDS) as (keyof Figures)[]) {
      const [most] = all
        .map(({ road, runs }) => ({ road, figure: least(runs)[name] }))
        .sort((one, other) => other.figure - one.figure);
      console.log(`the most of ${name}, of ${all.length} statements: ${most?.figure}, ${most?.road}`);
    }
    expect(new Set([...statements.values()].map(({ road }) => road)).size).toBeGreaterThan(60);
    expect(statements.size).toBeGreaterThan(300);
  });

  test('scans no table that grows', () => {
    const found = [...statements.values()].filter(({ scans }) => scans.length > 0);
    expect(found.map(({ road, text, scans }) => `${road} scans ${scans}: ${text}`)).toEqual([]);
  });

  test('reads, filters out and is planned for a number of rows and pages that does not grow', () => {
    const found = [...statements.values()].flatMap(({ road, text, runs }) => {
      const bounds = boundsOf(road, text);
      const figures = least(runs);
      const over = (Object.keys(bounds) as (keyof Figures)[]).filter((name) => figures[name] > bounds[name]);
      return over.map((name) => `${road}: ${name} ${figures[name]}: ${text}`);
    });
    expect(found).toEqual([]);
  });

  test('the log would show what is read from one end to the other: the control', async () => {
    await db.admin`
      create function public.sought() returns bigint security definer language sql
        as 'select count(*) from rowseal_private.throttles where attempts = 7'`;
    await withConnection(db.workerUrl, (sql) => sql`select public.sought()`);
    const [found] = (await plans()).filter(({ plan }) => scansIn(plan).length > 0);
    expect(found && scansIn(found.plan)).toContain('throttles');
    expect(found && figuresOf(found.plan).removed).toBeGreaterThan(BOUNDS.removed);
  });
});
