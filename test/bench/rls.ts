import { ASSURANCE_PARTS, assuranceRound, makeEnterWithout } from './assurance.ts';
import { type Backend, openBackend, type Session, sessionsOf, versus } from './backend.ts';
import { checkRound, enterRound, PARTS } from './context.ts';
import { type Installation, runFile } from './installation.ts';
import { CASES, type Case, ESTIMATES, type Here } from './rls-cases.ts';
import { printTable, spelled, spread, type Verdict } from './table.ts';

/** Workspaces that have a member who has a session; of those the first ones are big, and every tenth has all tables. */
const MEMBERS = 1000;
const BIG = 20;
const IDS = 20;

/** A session, and what is in its workspace. */
type Place = Here & { session: Session };

/** One round of one row: CPU microseconds by policy and plain. */
type Both = [policy: number, plain: number];

/** Runs one of the two statements somewhere, for the n-th time. */
type Side = (place: Place, turn: number) => Promise<void>;

/** Goes round the places that a case is about. */
class Places {
  readonly #places: readonly Place[];
  #turn = 0;

  constructor(places: readonly Place[]) {
    this.#places = places;
  }

  next(): [place: Place, turn: number] {
    const turn = this.#turn++;
    const place = this.#places[turn % this.#places.length];
    if (!place) throw new Error('there is no workspace for a statement');
    return [place, turn];
  }
}

function sidesOf(
  backend: Backend,
  { policy, plain, name, values, isInsert, tenant }: Case,
  inOneSync: boolean,
): [Side, Side] {
  const side =
    (kind: string, text: string, takesTenant: boolean): Side =>
    (place, turn) => {
      const all = [...(takesTenant ? [place[tenant]] : []), ...values(place, turn)];
      const statement = `${name} ${kind}`;
      return inOneSync ? backend.batch(place.session.claims, statement, text, all) : backend.run(statement, text, all);
    };
  return [side('policy', policy, isInsert === true), side('plain', plain, true)];
}

/** Each statement in one Sync with its enter, as the gateway sends it. Both sides include enter. */
async function withEnter(backend: Backend, one: Case, places: Places): Promise<Both> {
  const [policy, plain] = sidesOf(backend, one, true);
  return versus(
    backend,
    () => policy(...places.next()),
    () => plain(...places.next()),
    one.isBig ? { blocks: 8, turns: 5 } : { blocks: 16, turns: 40 },
  );
}

/** Each statement alone, one of many in a transaction that has entered. */
async function alone(backend: Backend, one: Case, places: Places): Promise<Both> {
  const [policy, plain] = sidesOf(backend, one, false);
  const sum: Both = [0, 0];
  const transactions = one.isBig ? 4 : 20;
  for (let n = 0; n < transactions; n++) {
    const [place] = places.next();
    let turn = 0;
    const both = await backend.transaction(async () => {
      await backend.enter(place.session);
      return versus(
        backend,
        () => policy(place, turn++),
        () => plain(place, turn++),
        { blocks: 2, turns: one.isBig ? 4 : 15 },
      );
    });
    sum[0] += both[0] / transactions;
    sum[1] += both[1] / transactions;
  }
  return sum;
}

/** The sessions' workspaces, each with some of its rows, by what a case needs. */
async function placesOf(installation: Installation): Promise<(one: Case) => Places> {
  const sessions = sessionsOf(installation, MEMBERS);
  const rows = await installation.admin<{ workspace: string; ids: string[] }[]>`
    select size.workspace_id as workspace, array(
             select id from bench.twin where workspace_id = size.workspace_id limit ${IDS}) as ids
      from bench.sizes as size where org <= ${MEMBERS} order by org`;
  const places: Place[] = [];
  for (const [n, { workspace, ids }] of rows.entries()) {
    const { value: session } = await sessions.next();
    places.push({ session, workspace, ids, org: String(n + 1), author: session.claims[0] ?? '' });
  }
  const [big, average] = [places.slice(0, BIG), places.slice(BIG)];
  const everywhere = average.filter(({ org }) => Number(org) % 10 === 1);
  const kinds = { big: new Places(big), average: new Places(average), everywhere: new Places(everywhere) };
  return ({ isBig, policy }) =>
    isBig ? kinds.big : /bench\.(owned|orders)/.test(policy) ? kinds.everywhere : kinds.average;
}

/**
 * Table 2: what row-level security costs the database beside a hand-written WHERE, how well it is estimated, and what its parts cost.
 *
 * @param installation - what to measure on.
 * @param options - rows: of the table, over 10,000 workspaces; rounds: how often; explain: prints the plans.
 */
export async function rls(
  installation: Installation,
  { rows, rounds, explain }: { rows: number; rounds: number; explain: boolean },
): Promise<Verdict[]> {
  await installation.admin`select set_config('bench.rows', ${rows}, false)`;
  await runFile(installation.admin, 'seed-rls.sql');
  await makeEnterWithout(installation.admin);
  const backend = await openBackend(installation.settings.gatewayUrl);
  const places = await placesOf(installation);
  const sessions = sessionsOf(installation, MEMBERS);
  const found = { entered: new Map<Case, Both[]>(), alone: new Map<Case, Both[]>() };
  const costs = new Map<string, number[]>();
  const note = (parts: Record<string, number>) => {
    for (const [what, cost] of Object.entries(parts)) costs.set(what, [...(costs.get(what) ?? []), cost]);
  };
  const keep = (map: Map<Case, Both[]>, one: Case, both: Both) => map.set(one, [...(map.get(one) ?? []), both]);
  try {
    // Before rows are added, of an average workspace: a plan for all of them expects as many rows in each.
    const average = CASES.find(({ policy }) => policy.includes('bench.owned'));
    const session = average ? places(average).next()[0].session : (await sessions.next()).value;
    const estimates = await estimatesOf(backend, session);
    for (let round = -1; round < rounds; round++) {
      for (const one of CASES) {
        const both = [await withEnter(backend, one, places(one)), await alone(backend, one, places(one))] as const;
        if (round < 0) continue; // unmeasured: fills caches
        keep(found.entered, one, both[0]);
        keep(found.alone, one, both[1]);
      }
      const parts = {
        ...(await enterRound(backend, sessions)),
        ...(await checkRound(backend, sessions)),
        ...(await assuranceRound(backend, installation.admin, sessions)),
      };
      if (round >= 0) note(parts);
    }
    const table = `${rows.toLocaleString('en')} rows, 10,000 workspaces; backend CPU us, ${rounds} rounds, min / median / max`;
    report(`rls: enter and one statement in one Sync, both sides with enter; ${table}`, found.entered);
    report(`rls: a statement alone, one of many in a transaction that has entered; ${table}`, found.alone);
    const partsHold = reportCosts(costs, rounds);
    await printPlanCache(backend);
    if (explain) await printPlans(backend, session);
    return [...CASES.map((one) => verdictOf(one, found.entered)), ...estimates, ...partsHold];
  } finally {
    await backend.client.end();
  }
}

const ratios = (both: readonly Both[] = []) => both.map(([policy, plain]) => policy / plain);

function verdictOf(one: Case, found: Map<Case, Both[]>): Verdict {
  return {
    requirement: `${one.label}, by policy / plain`,
    measured: spread(ratios(found.get(one))).median,
    atMost: one.atMost,
  };
}

function report(title: string, found: Map<Case, Both[]>): void {
  printTable(
    title,
    ['statement', 'by policy', 'plain', 'ratio', 'difference'],
    [...found].map(([{ label }, both]) => [
      label,
      ...[both.map(([policy]) => policy), both.map(([, plain]) => plain)].map((values) => spelled(values, 1)),
      spelled(ratios(both), 2),
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
  return Object.values({ ...PARTS, ...ASSURANCE_PARTS }).flatMap((part) =>
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

/** How many times too many or too few rows the planner expects. */
async function estimatesOf(backend: Backend, session: Session): Promise<Verdict[]> {
  return backend.transaction(async () => {
    await backend.enter(session);
    const verdicts: Verdict[] = [];
    for (const { label, policy } of ESTIMATES) {
      const text = `explain (analyze, timing off, format json) ${policy}`;
      const { rows } = await backend.client.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(text);
      const plan = rows[0]?.['QUERY PLAN'][0].Plan ?? {};
      const [expected = 1, actual = 1] = [plan['Plan Rows'], Math.max(plan['Actual Rows'] ?? 0, 1)];
      const measured = Math.max(expected / actual, actual / expected);
      verdicts.push({ requirement: `${label}: ${actual} rows, ${expected} estimated, times`, measured, atMost: 2 });
    }
    return verdicts;
  });
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
  for (const { name, policy } of CASES.filter(({ policy }) => !policy.includes('$'))) {
    const { rows } = await backend.transaction(async () => {
      await backend.enter(session);
      return backend.client.query<{ 'QUERY PLAN': string }>(`explain (analyze, buffers, costs off) ${policy}`);
    });
    console.log(`\nplan: ${name}, by policy`);
    for (const row of rows) console.log(`  ${row['QUERY PLAN']}`);
  }
}
