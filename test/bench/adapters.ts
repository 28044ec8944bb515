import { createLocalJWKSet } from 'jose';
import { openRivals, type Rivals, type Way, type Who } from './adapter-variants.ts';
import { cpuOf } from './cpu.ts';
import { flightsOf } from './flights.ts';
import type { Installation } from './installation.ts';
import { printTable, quantile, spelled, type Verdict } from './table.ts';

const USERS = 200;
const TURNS = 40;
const WAYS = ['entered', 'own', 'bare'] as const;

/**
 * What withWorkspace costs beside the same library's own transaction with set_config as its first statement, and beside the same read without any:
 * CPU of this process and of the backend together, as medians of ratios between neighbouring blocks.
 *
 * @param installation - what to measure on.
 * @param options - rounds: how often, each of them four blocks of each way; only: of one library.
 */
export async function adapters(
  installation: Installation,
  { rounds, only }: { rounds: number; only: string },
): Promise<Verdict[]> {
  const who = await readers(installation);
  const { gatewayUrl, stockUrl, floorUrl, publicUrl } = installation.settings;
  const open = { issuer: publicUrl, keys: createLocalJWKSet(await installation.jwks()) };
  const rivals = await openRivals({ gatewayUrl, stockUrl, floorUrl, open }, who);
  const verdicts: Verdict[] = [];
  const rows: string[][] = [];
  try {
    for (const each of rivals.filter(({ name }) => name.toLowerCase().startsWith(only))) {
      await compare(each, who());
      const measured = await measure(each, who, rounds);
      const flights = await Promise.all([each.entered, each.own].map(() => 0));
      for (const [n, way] of [each.entered, each.own].entries()) flights[n] = await flightsOf(() => way.read(who()));
      rows.push([each.name, ...measured.cells, flights.join(' and ')]);
      verdicts.push(
        { requirement: `${each.name}: CPU of its own transaction`, measured: measured.ratio, atMost: 1.5 },
        { requirement: `${each.name}: flights fewer`, measured: (flights[1] ?? 0) - (flights[0] ?? 0), atLeast: 1 },
      );
    }
  } finally {
    for (const { close } of rivals) await close();
  }
  printTable(
    'withWorkspace: CPU of process and backend for 20 rows',
    ['library', 'microseconds', 'its own transaction, ratio', 'no transaction, ratio', 'flights'],
    rows,
  );
  return verdicts;
}

/** The same titles, whichever way. */
async function compare(rivals: Rivals, who: Who): Promise<void> {
  const [entered, ...others] = await Promise.all(WAYS.map((way) => rivals[way].read(who)));
  if (entered?.length !== 20) throw new Error(`${rivals.name}: 20 notes were expected, and ${entered?.length} came`);
  if (others.some((read) => read.join() !== entered.join())) throw new Error(`${rivals.name}: not the same notes`);
}

async function measure(rivals: Rivals, who: () => Who, rounds: number): Promise<{ cells: string[]; ratio: number }> {
  const pids = await Promise.all(WAYS.map((way) => rivals[way].pid()));
  const blockOf = (n: number) => block(rivals[WAYS[n] as 'own'], pids[n] ?? 0, who);
  for (let n = 0; n < 3 * WAYS.length; n++) await blockOf(n % WAYS.length);
  const spent: number[] = [];
  const beside: [own: number[], bare: number[]] = [[], []];
  for (let n = 0; n < rounds * 4; n++) {
    const [before, entered, after, bare] = [await blockOf(1), await blockOf(0), await blockOf(1), await blockOf(2)];
    spent.push(entered);
    beside[0].push((2 * entered) / (before + after));
    beside[1].push(entered / bare);
  }
  return {
    cells: [spelled(spent, 0), ...beside.map((ratios) => spelled(ratios, 2))],
    ratio: quantile(beside[0], 0.5),
  };
}

/** CPU microseconds a read. */
async function block(way: Way, pid: number, who: () => Who): Promise<number> {
  const before = [cpuOf(pid), process.cpuUsage()] as const;
  for (let n = 0; n < TURNS; n++) await way.read(who());
  const { user, system } = process.cpuUsage(before[1]);
  return (cpuOf(pid) - before[0] + user + system) / TURNS;
}

/** Users with their workspaces, in turn. */
async function readers(installation: Installation): Promise<() => Who> {
  const sessions = await installation.openSessions(USERS);
  const tokens = await installation.sign(sessions);
  const all = sessions.map(({ workspace }, n) => ({ token: tokens[n] ?? '', workspace: workspace ?? '' }));
  let turn = 0;
  return () => all[turn++ % USERS] as Who;
}
