import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Churned, churn } from './scale/churn.ts';
import { gigabytes, type Measured, measure } from './scale/measure.ts';
import { grown, pageOf } from './scale/page.ts';
import { printTable, type Verdict } from './table.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/operate/scale.md');

/**
 * Table 12: what every road to the database costs in an installation that is a part of one with 10 million users, and in one that is a tenth of that.
 *
 * @param options - part: which part; write: whether to write docs/operate/scale.md.
 * @throws Error as {@link measure} says; where a function that somebody may call has no road, by name.
 */
export async function scale({ part, write }: { part: number; write: boolean }): Promise<Verdict[]> {
  const users = Math.round(10_000_000 * part);
  const small = await measure(Math.round(users / 10));
  const big = await measure(users);
  const roads = grown(small, big);
  for (const { users: amount, size, filled } of [small, big])
    console.log(`${amount} users: ${gigabytes(size)}, filled and vacuumed in ${filled.toFixed(0)} s`);
  printTable(
    'scale: pages that each road takes',
    ['road', `${small.users} users`, `${big.users} users`, 'grows', 'scans'],
    roads.map(({ road, before, pages, growth, scans }) => [road, `${before}`, `${pages}`, growth, scans.join(', ')]),
  );
  const churned = await churn(Math.max(20_000, Math.round(users * 0.3)));
  printTable(
    'scale: a table like throttles, all of whose rows are changed once',
    ['settings of autovacuum', 'dead at most', 'grown to', 'vacuums'],
    churned.map(({ settings, dead, growth, vacuums }) => [settings, share(dead), share(growth), `${vacuums}`]),
  );
  if (write) writeFileSync(PAGE, pageOf(small, big, part));
  if (big.withoutRoad.length > 0)
    throw new Error(`no road calls ${big.withoutRoad.join(', ')}: test/bench/scale/statements.ts`);
  return [...verdicts(roads, small, big), ofChurn(churned)];
}

const share = (part: number) => `${(part * 100).toFixed(0)} %`;

function ofChurn(churned: readonly Churned[]): Verdict {
  const dead = (wanted: Churned['settings']) => churned.find(({ settings }) => settings === wanted)?.dead ?? Number.NaN;
  const measured = dead('as shipped') / dead('of PostgreSQL');
  return {
    requirement: 'scale: dead rows of a hot table, as shipped beside the settings of PostgreSQL',
    measured,
    atMost: 0.7,
  };
}

function verdicts(roads: ReturnType<typeof grown>, small: Measured, big: Measured): Verdict[] {
  const unexplained = roads.filter(({ growth, why }) => growth === 'more' && why === undefined);
  const scanning = roads.filter(({ scans, why }) => scans.length > 0 && why === undefined);
  const constant = roads.filter(({ growth }) => growth !== 'more');
  // What each user more takes: some seconds are the same for any number.
  const more = ((big.filled - small.filled) / (big.users - small.users)) * 1_000_000;
  return [
    {
      requirement: `scale: roads that grow with more than the logarithm${listed(unexplained)}`,
      measured: unexplained.length,
      atMost: 0,
    },
    {
      requirement: `scale: roads that scan a table that grows${listed(scanning)}`,
      measured: scanning.length,
      atMost: 0,
    },
    { requirement: 'scale: roads that do not grow', measured: constant.length, atLeast: 150 },
    { requirement: 'scale: seconds to fill for a million users more', measured: more, atMost: 2_400 },
  ];
}

const listed = (roads: readonly { road: string }[]) =>
  roads.length === 0 ? '' : ` (${roads.map(({ road }) => road).join('; ')})`;
