import type postgres from 'postgres';

/** What a transaction does to tables that were there before. */
export interface Effects {
  /** Locks that hold up readers or writers: `table mode`. */
  locks: string[];
  /** Tables that are rewritten. */
  rewrites: string[];
}

/** Tables, and the file that holds each, by OID. */
export type Relations = ReadonlyMap<number, { name: string; file: number }>;

/**
 * All tables but PostgreSQL's own, by OID.
 *
 * @param sql - the transaction.
 */
export async function relations(sql: postgres.Sql): Promise<Relations> {
  const rows = await sql<{ oid: number; name: string; file: number }[]>`
    select class.oid::integer as oid, class.oid::regclass::text as name, pg_catalog.pg_relation_filenode(class.oid)::integer as file
      from pg_catalog.pg_class as class
     where class.relkind in ('r', 'p') and class.relnamespace::regnamespace::text !~ '^pg_'`;
  return new Map(rows.map(({ oid, ...table }) => [oid, table]));
}

/**
 * What the transaction has done to tables so far.
 *
 * @param before - the tables that there were when it began.
 * @param sql - the transaction.
 */
export async function effectsSince(before: Relations, sql: postgres.Sql): Promise<Effects> {
  const after = await relations(sql);
  const held = await sql<{ oid: number; mode: string }[]>`
    select relation::integer as oid, mode
      from pg_catalog.pg_locks
     where pid = pg_catalog.pg_backend_pid() and relation is not null
       and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')`;
  return {
    locks: held.flatMap(({ oid, mode }) => (before.has(oid) ? [`${before.get(oid)?.name} ${mode}`] : [])).sort(),
    rewrites: [...before]
      .filter(([oid, { file }]) => after.has(oid) && after.get(oid)?.file !== file)
      .map(([, { name }]) => name),
  };
}
