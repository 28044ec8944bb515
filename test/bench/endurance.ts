import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { openLane, viaPg } from './closed-loop.ts';
import type { Owned } from './credentials.ts';
import type { Installation } from './installation.ts';
import { printTable, type Verdict } from './table.ts';

/** A design of refresh tokens: where it keeps them, and the procedure that rotates. */
interface Design {
  label: string;
  table: string;
  procedure: string;
}

const IN_PLACE: Design = {
  label: 'one row a session',
  table: 'rowseal_private.sessions',
  procedure: 'bench.rotate',
};
const ROW_EACH: Design = {
  label: 'one row a refresh token',
  table: 'bench.refresh_tokens',
  procedure: 'bench.rotate_rows',
};

/** What a table has come to. */
interface Sample {
  rows: number;
  /** Bytes of the table alone, and with its indexes. */
  heap: number;
  total: number;
  updates: number;
  hot: number;
  vacuums: number;
  /** Bytes of WAL ever written. */
  wal: number;
}

async function sample(admin: postgres.Sql, table: string): Promise<Sample> {
  const [row] = await admin<Sample[]>`
    select (select count(*)::int from ${admin.unsafe(table)}) as rows,
           pg_table_size(relid)::float8 as heap, pg_total_relation_size(relid)::float8 as total,
           n_tup_upd::float8 as updates, n_tup_hot_upd::float8 as hot, autovacuum_count::float8 as vacuums,
           pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as wal
      from pg_stat_user_tables where relid = ${table}::regclass`;
  if (row === undefined) throw new Error(`there is no table ${table}`);
  return row;
}

/**
 * Rotates within the server, on one connection a processor: tokens at random, one commit each. Commits are not waited for, which changes no byte
 * of what is written.
 */
async function rotate(adminUrl: string, { procedure }: Design, tokens: string[], times: number): Promise<void> {
  const lane = await openLane(() => viaPg(adminUrl), availableParallelism());
  const share = Math.ceil(tokens.length / lane.connections.length);
  try {
    await Promise.all(
      lane.connections.map(async (connection, slot) => {
        await connection.first('set synchronous_commit = off', []);
        const own = tokens.slice(slot * share, (slot + 1) * share);
        const turns = Math.round((times * own.length) / tokens.length);
        const [successors] = await connection.first(`call ${procedure}($1, $2)`, [own, turns]);
        tokens.splice(slot * share, own.length, ...(successors as string[]));
      }),
    );
  } finally {
    await lane.close();
  }
  await sleep(1000); // a backend that ends hands in its statistics
}

/** One design: as it began, after its first vacuum, and then at even distances to the end. */
interface Course {
  design: Design;
  before: Sample;
  samples: Sample[];
  seconds: number;
}

/** When the first vacuum comes: a fresh table first has to find the room that rotations need. */
const SETTLED = 0.1;
const SAMPLES = 3;

async function run(
  { admin, adminUrl }: Installation,
  design: Design,
  tokens: string[],
  times: number,
): Promise<Course> {
  const before = await sample(admin, design.table);
  const began = performance.now();
  await rotate(adminUrl, design, tokens, times * SETTLED);
  await admin.unsafe(`vacuum ${design.table}`);
  const samples = [await sample(admin, design.table)];
  for (let n = 0; n < SAMPLES; n++) {
    await rotate(adminUrl, design, tokens, (times * (1 - SETTLED)) / SAMPLES);
    samples.push(await sample(admin, design.table));
  }
  return { design, before, samples, seconds: (performance.now() - began) / 1000 };
}

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(2);
const vacuumed = ({ samples }: Course): Sample => samples[0] as Sample;
const last = ({ samples }: Course): Sample => samples.at(-1) as Sample;
const since = (course: Course, key: keyof Sample): number => last(course)[key] - course.before[key];
const hotShare = (course: Course): number => (since(course, 'hot') / since(course, 'updates')) * 100;
const growth = (course: Course): number => (last(course).total / vacuumed(course).total - 1) * 100;

function report(courses: readonly Course[], sessions: number, rotations: number): void {
  const sizes = (head: string, of: (course: Course) => Sample | undefined) => [
    head,
    ...courses.flatMap((course) =>
      [of(course)?.heap, of(course)?.total].map((bytes) => megabytes(bytes ?? Number.NaN)),
    ),
  ];
  printTable(
    `credentials: ${rotations.toLocaleString('en')} rotations of ${sessions.toLocaleString('en')} sessions; MB of the table alone, and with its indexes`,
    ['after', ...courses.flatMap(({ design }) => [design.label, 'with indexes'])],
    [
      sizes('0', ({ before }) => before),
      ...Array.from({ length: SAMPLES + 1 }, (_, n) => {
        const share = SETTLED + (n * (1 - SETTLED)) / SAMPLES;
        const after = Math.round(share * rotations).toLocaleString('en');
        return sizes(n === 0 ? `${after}, vacuumed` : after, ({ samples }) => samples[n]);
      }),
    ],
  );
  const rows: [head: string, of: (course: Course) => string][] = [
    ['rows', (course) => last(course).rows.toLocaleString('en')],
    ['growth since the vacuum, %', (course) => growth(course).toFixed(1)],
    ['HOT of all updates, %', (course) => hotShare(course).toFixed(2)],
    ['WAL a rotation, bytes', (course) => (since(course, 'wal') / rotations).toFixed(0)],
    ['autovacuums', (course) => String(since(course, 'vacuums'))],
    ['seconds', ({ seconds }) => seconds.toFixed(0)],
  ];
  printTable(
    'credentials: what they came to',
    ['', ...courses.map(({ design }) => design.label)],
    rows.map(([head, of]) => [head, ...courses.map(of)]),
  );
}

/**
 * Table 4b: what many rotations leave behind, beside a design with one row a refresh token.
 *
 * @param installation - a durable one.
 * @param sessions - whose tokens to rotate.
 * @param rotations - how many.
 */
export async function endurance(installation: Installation, sessions: Owned[], rotations: number): Promise<Verdict[]> {
  const inPlace = await run(
    installation,
    IN_PLACE,
    sessions.map(({ token }) => token),
    rotations,
  );
  const rowEach = await run(
    installation,
    ROW_EACH,
    sessions.map(({ id }) => `first of ${id}`),
    rotations,
  );
  report([inPlace, rowEach], sessions.length, rotations);
  return [
    { requirement: 'growth of sessions by rotations, %', atMost: 5, measured: growth(inPlace) },
    { requirement: 'HOT of all updates by rotations, %', atLeast: 99, measured: hotShare(inPlace) },
  ];
}
