import { type Backend, openBackend, type Session, sessionsOf, versus } from './backend.ts';
import { checkRound, enterRound, PARTS } from './context.ts';
import { type Installation, runFile } from './installation.ts';
import { printTable, spelled, spread, type Verdict } from './table.ts';

/** Statements that answer the same: by policy, and by a WHERE clause of their own. */
const PAIRS = [
  {
    label: 'newest 20 rows',
    name: 'newest',
    policy: 'select id, title, created_at from bench.notes order by created_at desc limit 20',
    plain: 'select id, title, created_at from bench.twin where workspace_id = $1 order by created_at desc limit 20',
    transactions: 40,
    reads: 50,
  },
  {
    label: 'count, max of 1,000 rows',
    name: 'aggregate',
    policy: 'select count(*), max(title) from bench.notes',
    plain: 'select count(*), max(title) from bench.twin where workspace_id = $1',
    transactions: 40,
    reads: 10,
  },
] as const;

type Pair = (typeof PAIRS)[number];

/** One round of one row: CPU microseconds by policy and plain. */
type Both = [policy: number, plain: number];

/** Many reads in each transaction, which has entered once. */
async function manyReads(backend: Backend, pair: Pair, sessions: AsyncGenerator<Session, never>): Promise<Both> {
  const { name, policy, plain, transactions, reads } = pair;
  const sum: Both = [0, 0];
  for (let n = 0; n < transactions; n++) {
    const session = (await sessions.next()).value;
    const [first, second] = await backend.transaction(async () => {
      await backend.enter(session);
      const byPolicy = () => backend.run(`${name} policy`, policy);
      const byClause = () => backend.run(`${name} plain`, plain, [session.workspace]);
      return versus(backend, byPolicy, byClause, { blocks: 2, turns: reads / 2 });
    });
    sum[0] += first / transactions;
    sum[1] += second / transactions;
  }
  return sum;
}

/** One read in each transaction, in one Sync with its enter: what the gateway does. Both sides include enter. */
async function oneRead(backend: Backend, pair: Pair, sessions: AsyncGenerator<Session, never>): Promise<Both> {
  const { name, policy, plain } = pair;
  return versus(
    backend,
    async () => {
      const { claims } = (await sessions.next()).value;
      await backend.batch(claims, `${name} policy`, policy);
    },
    async () => {
      const { claims, workspace } = (await sessions.next()).value;
      await backend.batch(claims, `${name} plain`, plain, [workspace]);
    },
    { blocks: 20, turns: 50 },
  );
}

/**
 * Table 2: what row-level security costs the database on a million rows, and what its parts cost.
 *
 * @param installation - what to measure on.
 * @param options - rounds: how often; explain: prints the plans.
 */
export async function rls(
  installation: Installation,
  { rounds, explain }: { rounds: number; explain: boolean },
): Promise<Verdict[]> {
  await runFile(installation.admin, 'seed-million.sql');
  const backend = await openBackend(installation.settings.gatewayUrl);
  const sessions = sessionsOf(installation, 1000);
  const many = new Map(PAIRS.map((pair) => [pair, [] as Both[]]));
  const single = new Map(PAIRS.map((pair) => [pair, [] as Both[]]));
  const costs = new Map<string, number[]>();
  const note = (found: Record<string, number>) => {
    for (const [what, cost] of Object.entries(found)) costs.set(what, [...(costs.get(what) ?? []), cost]);
  };
  try {
    for (let round = -1; round < rounds; round++) {
      for (const pair of PAIRS) {
        const found = [await manyReads(backend, pair, sessions), await oneRead(backend, pair, sessions)] as const;
        if (round < 0) continue; // unmeasured: fills caches
        many.get(pair)?.push(found[0]);
        single.get(pair)?.push(found[1]);
      }
      const found = { ...(await enterRound(backend, sessions)), ...(await checkRound(backend, sessions)) };
      if (round >= 0) note(found);
    }
    reportPairs('a read, one of many in a transaction that has entered', many, rounds);
    reportPairs('enter and one read in one Sync, both sides with enter', single, rounds);
    const verdicts = reportCosts(costs, rounds);
    await printPlanCache(backend);
    if (explain) await printPlans(backend, (await sessions.next()).value);
    const ratio = (many.get(PAIRS[0]) ?? []).map(([policy, plain]) => policy / plain);
    return [{ requirement: '20 rows by policy / plain', measured: spread(ratio).median, atMost: 1.15 }, ...verdicts];
  } finally {
    await backend.client.end();
  }
}

function reportPairs(what: string, found: Map<Pair, Both[]>, rounds: number): void {
  printTable(
    `rls: ${what}; 1,000,000 rows, 1,000 workspaces; backend CPU us, ${rounds} rounds, min / median / max`,
    ['read', 'by policy', 'plain', 'ratio', 'difference'],
    [...found].map(([{ label }, both]) => [
      label,
      spelled(
        both.map(([policy]) => policy),
        1,
      ),
      spelled(
        both.map(([, plain]) => plain),
        1,
      ),
      spelled(
        both.map(([policy, plain]) => policy / plain),
        2,
      ),
      spelled(
        both.map(([policy, plain]) => policy - plain),
        1,
      ),
    ]),
  );
}

function reportCosts(costs: Map<string, number[]>, rounds: number): Verdict[] {
  printTable(
    `rls: the parts; backend CPU us, ${rounds} rounds, min / median / max`,
    ['part', 'us'],
    [...costs].map(([what, values]) => [what, spelled(values, 1)]),
  );
  return Object.values(PARTS).flatMap((part) =>
    'atMost' in part
      ? [
          {
            requirement: `${part.label}, us`,
            measured: spread(costs.get(part.label) ?? [Number.NaN]).median,
            atMost: part.atMost,
          },
        ]
      : [],
  );
}

async function printPlanCache({ client }: Backend): Promise<void> {
  const { rows } = await client.query<{ statement: string; generic_plans: string; custom_plans: string }>(
    'select * from bench.planned()',
  );
  printTable(
    'rls: plans that the prepared statements ran with',
    ['statement', 'generic', 'custom'],
    rows.map(({ statement, generic_plans, custom_plans }) => [statement, generic_plans, custom_plans]),
  );
}

async function printPlans(backend: Backend, session: Session): Promise<void> {
  for (const { name, policy, plain } of PAIRS) {
    for (const [title, text] of [
      [`${name}, by policy`, policy],
      [`${name}, plain`, plain.replace('$1', `'${session.workspace}'`)],
    ] as const) {
      const { rows } = await backend.transaction(async () => {
        await backend.enter(session);
        return backend.client.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers, costs off) ${text}`);
      });
      console.log(`\nplan: ${title}`);
      for (const row of rows) console.log(`  ${row['QUERY PLAN']}`);
    }
  }
}
