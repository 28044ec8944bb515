import { GROWING } from './growing.ts';
import { gigabytes, type Measured, type Taken } from './measure.ts';

/** How much more a road may take in an installation that is ten times as big: a B-tree gets one level higher, two become three. */
const LOGARITHMIC = 3 / 2;
/** Pages: a visit more to each of some indexes, and catalogs that a connection had not read yet. */
const SLACK = 32;

/** A road in both installations. */
export interface Grown extends Taken {
  /** Pages in the small one. */
  before: number;
  growth: 'not' | 'log n' | 'more';
  /** With what it grows, where it may. */
  why: string | undefined;
}

/**
 * Compares what roads take.
 *
 * @param small - a tenth of the other.
 * @param big - the installation that counts.
 */
export function grown(small: Measured, big: Measured): Grown[] {
  return big.taken.map((taken) => {
    const before = small.taken.find(({ road, by }) => road === taken.road && by === taken.by)?.pages ?? 0;
    return {
      ...taken,
      before,
      growth: growthOf(before, taken.pages),
      why: GROWING.find(([pattern]) => pattern.test(taken.road))?.[1],
    };
  });
}

function growthOf(before: number, pages: number): Grown['growth'] {
  if (pages <= before * 1.05) return 'not';
  return pages <= Math.max(before * LOGARITHMIC, before + SLACK) ? 'log n' : 'more';
}

/**
 * Writes the page of the documentation.
 *
 * @param small - a tenth of the other.
 * @param big - the installation that counts.
 * @param part - which part of 10 million users that is.
 */
export function pageOf(small: Measured, big: Measured, part: number): string {
  const roads = grown(small, big);
  const head = `| road | ${thousands(small.users)} users | ${thousands(big.users)} users | law | tables that grow, by index |\n|---|---|---|---|---|`;
  const tables = (['clients', 'members', 'the server', 'the worker', 'operators'] as const).map((by) => {
    const rows = roads.filter((road) => road.by === by).map(rowOf);
    return `### ${TITLES[by]}\n\n${head}\n${rows.join('\n')}\n`;
  });
  const sizes = big.tables.map(({ name, size }) => `| \`${name}\` | ${gigabytes(size)} | ${gigabytes(size / part)} |`);
  return `# Scale: what every road reads

Written by \`npm run bench scale -- --part=${part} --write\`, and not by hand. It fills an installation with ${millions(big.users)} users, ${millions(big.users / 10)} workspaces and ${millions(big.users * 5)}
sessions, and the rest in proportion, by INSERT … SELECT; keys, indexes and foreign keys are made after the rows, and the schema compared with what it was. One of the workspaces has a
tenth of all users as members, and the caller has a twentieth as many sessions as there are users, nearly all ended. Then it takes every road that a client, a member, the server, the
worker or an operator can take, and counts pages of 8 kB (\`EXPLAIN (ANALYZE, BUFFERS)\` by auto_explain, functions' own statements included; the least of four times or more). Then again with a tenth of all.

A function that one of them may call and no road calls fails the run by name, and so does a road that reads a table that grows from one end to the other, or more pages than the
logarithm of the size allows, unless \`test/bench/scale/growing.ts\` says why.

| | ${millions(small.users)} users | ${millions(big.users)} users | ${millions(big.users / part)}, extrapolated |
|---|---|---|---|
| database | ${gigabytes(small.size)} | ${gigabytes(big.size)} | ${gigabytes(big.size / part)} |
| filled and vacuumed | ${small.filled.toFixed(0)} s | ${big.filled.toFixed(0)} s | |

*Extrapolated* multiplies what was measured, and was not measured itself. Two processors, shared with other work, PostgreSQL 18.4, its log of plans included.

## Roads

*law*: \`1\` pages do not grow; \`log n\` at most a level of a B-tree more; else with what they grow, and why.

${tables.join('\n')}
## The greatest tables

With their indexes.

| table | ${millions(big.users)} users | ${millions(big.users / part)}, extrapolated |
|---|---|---|
${sizes.join('\n')}
`;
}

const TITLES = {
  clients: 'HTTP, OAuth, GraphQL, pages, adapters',
  members: 'SQL of those who have entered',
  'the server': 'The door of logins',
  'the worker': 'The worker',
  operators: 'Operators and auditors',
};

function rowOf({ road, before, pages, growth, why, reads, scans }: Grown): string {
  const law = growth === 'more' ? (why ?? '**more**') : growth === 'not' ? '1' : 'log n';
  const name = /^select /.test(road) ? `\`${road}\`` : road;
  const indexes = reads.filter((index) => !index.startsWith('pg_') && !SMALL.test(index));
  const scanned = scans.map((table) => `**all of ${table}**`);
  return `| ${name} | ${pagesOf(before)} | ${pagesOf(pages)} | ${law} | ${[...scanned, ...indexes].join(', ')} |`;
}

/** Indexes of tables that do not grow. */
const SMALL =
  /^(settings|throttle_limits|scopes|roles_pkey|seal_keys|signing_keys|hooks|event_marks|locks|known_place)/;

const pagesOf = (pages: number) => thousands(pages);
const thousands = (amount: number) => amount.toLocaleString('en');
const millions = (amount: number) => (amount >= 1_000_000 ? `${amount / 1_000_000} million` : thousands(amount));
