import type postgres from 'postgres';

/** What each table holds, as a digest. */
export type StoredRows = ReadonlyMap<string, string>;

/**
 * Reads every table of Rowseal.
 *
 * @param admin - an administrator's connections.
 */
export async function storedRows(admin: postgres.Sql): Promise<StoredRows> {
  const tables = await admin<{ name: string }[]>`
    select oid::regclass::text as name from pg_class
     where relnamespace in ('rowseal'::regnamespace, 'rowseal_private'::regnamespace)
       and relkind in ('r', 'p') and not relispartition order by 1`;
  const each = tables.map(
    ({ name }) =>
      `select '${name}' as name, md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) as digest from ${name} as t`,
  );
  const rows = await admin.unsafe<{ name: string; digest: string }[]>(each.join(' union all '));
  return new Map(rows.map(({ name, digest }) => [name, digest]));
}

/**
 * The tables in which something differs between two readings, in the order of their names.
 *
 * @param before - the first.
 * @param after - the second.
 */
export const changedTables = (before: StoredRows, after: StoredRows): string[] =>
  [...after].filter(([name, digest]) => before.get(name) !== digest).map(([name]) => name.replace(/^.*\./, ''));
