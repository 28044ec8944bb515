import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import semver from 'semver';
import { inTransaction } from './administrator.ts';
import { type Effects, effectsSince, relations } from './effects-on-tables.ts';
import { runPiece, sqlState } from './run-sql.ts';
import {
  committedMigrations,
  currentMigration,
  drops,
  type Migration,
  type SqlFile,
  sqlFile,
  truth,
} from './sql-files.ts';
import { type Package, THIS_PACKAGE } from './version.ts';

/** How to apply this package's SQL. */
export interface ApplyOptions {
  /** Applies it where another build of the same version is installed, too. */
  replace?: boolean;
  /** Changes nothing, and tells what would be changed. */
  dryRun?: boolean;
  /** Whose SQL; left out: this package's. */
  package?: Package;
}

/** What came of it. */
export type Applied =
  /** Nothing was missing. */
  | { status: 'unchanged' }
  | { status: 'applied'; changes: Changes }
  /** A dry run: nothing was changed. */
  | { status: 'pending'; changes: Changes }
  /** A newer version is installed, and left as it is. */
  | { status: 'newer'; version: string; oldestContract: number }
  /** Another build of this version is installed, and left as it is. */
  | { status: 'another_build' };

/** What an installation changes in Rowseal's schemas. */
export interface Changes extends Effects {
  migrations: string[];
  files: string[];
  /** All that is run, in order. */
  pieces: SqlFile[];
}

/** Nobody waits for an installation for longer than this: PostgreSQL queues others behind a lock that waits. */
export const LOCK_TIMEOUT = '1s';
const ATTEMPTS = 30;
const PAUSE_MS = 500;

/** What Rowseal's schemas stand on: the cluster's roles, and what the database grants them. Safe to run again. */
export const FOUNDATIONS = ['roles.sql', 'database.sql'] as const;

/**
 * Brings Rowseal's schemas to this package's state: migrations that are missing, then every file of db/ that differs from what was applied
 * here last. All of it is one transaction, so that no server ever finds tables without the functions that belong to them.
 *
 * @param admin - one connection that may set the role rowseal_owner.
 * @param options - see {@link ApplyOptions}.
 * @throws Error with a sentence for the operator: a migration was edited after it was applied, something of an application depends on what is
 *   dropped, or a table stayed locked.
 */
export async function applySql(admin: postgres.Sql, options: ApplyOptions = {}): Promise<Applied> {
  return inShortTurns(() => attemptToApply(admin, options));
}

/**
 * Changes something that others may hold: where it waits for a lock too long, it lets them pass, and tries again.
 *
 * @param attempt - a transaction that waits for {@link LOCK_TIMEOUT} at most.
 * @throws what the last attempt throws.
 */
export async function inShortTurns<T>(attempt: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn++) {
    try {
      return await attempt();
    } catch (error) {
      const isLocked = sqlState(error) === '55P03' || sqlState(error) === '40P01';
      if (!isLocked || turn >= ATTEMPTS) throw error;
      await sleep(PAUSE_MS * (0.5 + Math.random()));
    }
  }
}

/**
 * The version that is installed, and the oldest contract that it serves; undefined: none is, or one from before installations were recorded.
 *
 * @param admin - one connection that may set the role rowseal_owner, where there is one.
 */
export async function installedVersion(admin: postgres.Sql): Promise<Installed | undefined> {
  const [recorded] = await admin`
    select from pg_catalog.pg_class as class
      join pg_catalog.pg_namespace as namespace on namespace.oid = class.relnamespace
     where namespace.nspname = 'rowseal_private' and class.relname = 'installation'`;
  if (!recorded) return undefined;
  return inTransaction(admin, async () => {
    await admin`set local role rowseal_owner`;
    const [installed] = await admin<Installed[]>`select version, oldest_contract from rowseal_private.installation`;
    return installed;
  });
}

async function attemptToApply(admin: postgres.Sql, options: ApplyOptions): Promise<Applied> {
  const from = options.package ?? THIS_PACKAGE;
  const dryRun = new DryRun();
  try {
    return await inTransaction<Applied>(admin, async () => {
      const sql = admin;
      const before = await relations(sql);
      // Where nothing is installed yet, what follows needs them; here they are taken back with everything else.
      if (options.dryRun) for (const file of FOUNDATIONS) await runPiece(sql, sqlFile(file, from.root));
      await sql.unsafe(
        `set local role rowseal_owner; set local search_path = ''; set local lock_timeout = '${LOCK_TIMEOUT}'`,
      );
      await runPiece(sql, sqlFile('installation.sql', from.root));
      const work = await pendingWork(sql, from, options.replace === true);
      if ('status' in work) return work;
      const pieces: SqlFile[] = [];
      for (const piece of work.pieces) pieces.push(...(await runPiece(sql, piece)));
      await record(sql, work, from);
      const changes = {
        migrations: work.migrations.map(({ path }) => path),
        files: work.files.map(({ path }) => path),
        pieces,
        ...(await effectsSince(before, sql)),
      };
      if (options.dryRun) {
        dryRun.changes = changes;
        throw dryRun;
      }
      return { status: 'applied', changes };
    });
  } catch (error) {
    if (error === dryRun && dryRun.changes) return { status: 'pending', changes: dryRun.changes };
    throw error;
  }
}

/** Takes everything back at the end of a dry run. */
class DryRun extends Error {
  changes: Changes | undefined;
}

interface Work {
  migrations: Migration[];
  files: SqlFile[];
  /** Everything, in the order in which it is run. */
  pieces: SqlFile[];
}

/** What an installer has recorded. */
export interface Installed {
  version: string;
  oldest_contract: number;
}

async function pendingWork(sql: postgres.Sql, from: Package, replace: boolean): Promise<Work | Applied> {
  await adoptRecord(sql, from);
  const [installed] = await sql<Installed[]>`select version, oldest_contract from rowseal_private.installation`;
  if (installed && semver.gt(installed.version, from.version))
    return { status: 'newer', version: installed.version, oldestContract: installed.oldest_contract };
  const migrations = await pendingMigrations(sql, from);
  const current = currentMigration(from.root);
  const outdated = new Set(migrations.flatMap(({ included }) => included));
  const known = await appliedFiles(sql);
  // A migration holds functions as they were when it was committed.
  const differs = ({ path, hash }: SqlFile) => outdated.has(path) || known.get(path) !== hash;
  const dropped = drops(from.root).filter(({ path }) => !known.has(path));
  const files = truth(from.root).filter(
    current.some(({ path, hash }) => known.get(path) !== hash) ? () => true : differs,
  );
  if (migrations.length + dropped.length + files.length === 0) return { status: 'unchanged' };
  if (installed && semver.eq(installed.version, from.version) && !replace) return { status: 'another_build' };
  return {
    migrations,
    files: [...dropped, ...current, ...files],
    pieces: [...migrations, ...current, ...dropped, ...files],
  };
}

async function pendingMigrations(sql: postgres.Sql, from: Package): Promise<Migration[]> {
  const rows = await sql<{ name: string; hash: string }[]>`select name, hash from rowseal_private.migrations`;
  const applied = new Map(rows.map(({ name, hash }) => [name, hash]));
  const all = committedMigrations(from.root);
  const edited = all.find(({ path, hash }) => applied.has(path) && applied.get(path) !== hash);
  if (edited) throw new Error(`migration ${edited.path} differs from the one that was applied to this database`);
  return all.filter(({ path }) => !applied.has(path));
}

async function appliedFiles(sql: postgres.Sql): Promise<Map<string, string>> {
  const rows = await sql<{ path: string; hash: string }[]>`select path, hash from rowseal_private.installed_files`;
  return new Map(rows.map(({ path, hash }) => [path, hash]));
}

/** Installations from before Rowseal kept its own record have it with graphile-migrate, which an application may use for itself. */
async function adoptRecord(sql: postgres.Sql, from: Package): Promise<void> {
  const [record] = await sql<{ ours: boolean }[]>`
    select pg_catalog.pg_has_role(class.relowner, 'usage') as ours
      from pg_catalog.pg_class as class
      join pg_catalog.pg_namespace as namespace on namespace.oid = class.relnamespace
     where namespace.nspname = 'graphile_migrate' and class.relname = 'migrations'`;
  if (!record?.ours) return;
  for (const { path, hash } of committedMigrations(from.root)) {
    const { count } = await sql`delete from graphile_migrate.migrations where hash = ${hash}`;
    if (count > 0)
      await sql`insert into rowseal_private.migrations (name, hash) values (${path}, ${hash}) on conflict do nothing`;
  }
  const [left] = await sql`select from graphile_migrate.migrations limit 1`;
  if (!left)
    await sql.unsafe('drop table graphile_migrate.migrations, graphile_migrate.current; drop schema graphile_migrate');
}

async function record(sql: postgres.Sql, { migrations, files }: Work, from: Package): Promise<void> {
  // Older packages, which tests install, have no such record.
  const [known] = await sql`select pg_catalog.to_regproc('rowseal_private.record_objects') is not null as yes`;
  if (known?.['yes']) await sql`select rowseal_private.record_objects()`;
  for (const { path, hash } of migrations)
    await sql`insert into rowseal_private.migrations (name, hash) values (${path}, ${hash})`;
  for (const { path, hash } of files) {
    await sql`
      insert into rowseal_private.installed_files (path, hash) values (${path}, ${hash})
        on conflict on constraint installed_files_pkey do update set hash = excluded.hash`;
  }
  await sql`
    insert into rowseal_private.installation (version, contract, oldest_contract)
    values (${from.version}, ${from.contract}, ${from.oldestContract})
        on conflict on constraint installation_pkey do update
       set version = excluded.version, contract = excluded.contract, oldest_contract = excluded.oldest_contract, installed_at = now()`;
}
