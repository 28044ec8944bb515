import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { closeAll } from '#test/support/closing.ts';
import { roomyDatabase } from '#test/support/roomy-database.ts';

/** Slices of the rows that are changed one after the other. */
const SLICES = 60;
const PAUSE_MS = 500;

/** What became of a table of counters, all of whose rows were changed. */
export interface Churned {
  settings: 'of PostgreSQL' | 'as shipped';
  /** The most dead rows at once, as a part of the living. */
  dead: number;
  /** How much bigger it is with its indexes, afterwards. */
  growth: number;
  vacuums: number;
}

/**
 * Changes rows of two tables like rowseal_private.throttles in turns, one with the settings of autovacuum that are shipped, until each has been changed
 * once. Autovacuum looks each second, and not each minute, so that a minute of attack is as an hour.
 *
 * @param rows - how many each has.
 */
export async function churn(rows: number): Promise<Churned[]> {
  try {
    const { admin } = await roomyDatabase({ autovacuum: 'on', autovacuum_naptime: '1s' });
    return await churned(admin, rows);
  } finally {
    await closeAll();
  }
}

async function churned(admin: postgres.Sql, rows: number): Promise<Churned[]> {
  const [shipped] = await admin<{ options: string }[]>`
    select array_to_string(reloptions, ', ') as options from pg_class where oid = 'rowseal_private.throttles'::regclass`;
  const tables = { 'of PostgreSQL': 'public.usual', 'as shipped': 'public.shipped' } as const;
  const found = new Map<Churned['settings'], { size: number; dead: number }>();
  for (const [settings, table] of Object.entries(tables) as [Churned['settings'], string][]) {
    const options = settings === 'as shipped' ? `with (${shipped?.options})` : '';
    await admin.unsafe(`create table ${table} (like rowseal_private.throttles including all) ${options}`);
    await admin.unsafe(`
      insert into ${table} select 'login_network', sha256(int4send(n)), 1, now(), now() from generate_series(1, ${rows}) as n`);
    await admin.unsafe(`vacuum analyze ${table}`);
    found.set(settings, { size: await sizeOf(admin, table), dead: 0 });
  }
  for (let slice = 0; slice < SLICES; slice++) {
    for (const [settings, table] of Object.entries(tables) as [Churned['settings'], string][]) {
      await admin.unsafe(`
        update ${table} set attempts = 2, last_attempt_at = clock_timestamp()
         where subject_hash = any (array(
           select sha256(int4send(n)) from generate_series(${slice + 1}, ${rows}, ${SLICES}) as n)) and kind = 'login_network'`);
      await admin`select pg_stat_force_next_flush()`;
      const known = found.get(settings);
      if (known) known.dead = Math.max(known.dead, await deadOf(admin, table));
    }
    await sleep(PAUSE_MS);
  }
  return Promise.all(
    (Object.entries(tables) as [Churned['settings'], string][]).map(async ([settings, table]) => {
      const { size, dead } = found.get(settings) ?? { size: Number.NaN, dead: Number.NaN };
      const [{ vacuums } = { vacuums: 0 }] = await admin<{ vacuums: number }[]>`
        select autovacuum_count::int as vacuums from pg_stat_user_tables where relid = ${table}::regclass`;
      return { settings, dead: dead / rows, growth: (await sizeOf(admin, table)) / size, vacuums };
    }),
  );
}

async function sizeOf(admin: postgres.Sql, table: string): Promise<number> {
  const [row] = await admin<{ size: number }[]>`select pg_total_relation_size(${table}::regclass)::float8 as size`;
  return row?.size ?? Number.NaN;
}

async function deadOf(admin: postgres.Sql, table: string): Promise<number> {
  const [row] = await admin<{ dead: number }[]>`
    select n_dead_tup::float8 as dead from pg_stat_user_tables where relid = ${table}::regclass`;
  return row?.dead ?? Number.NaN;
}
