import type postgres from 'postgres';
import semver from 'semver';
import type { MasterKeys } from '../credentials/master-keys.ts';
import { inTransaction, openAdministrator } from './administrator.ts';
import {
  type Applied,
  type ApplyOptions,
  applySql,
  FOUNDATIONS,
  inShortTurns,
  installedVersion,
  LOCK_TIMEOUT,
} from './apply.ts';
import { installJobQueue } from './job-queue.ts';
import { doorUrls, ensureLoginRoles, refuseAnotherKey } from './login-roles.ts';
import { sqlFile } from './sql-files.ts';
import { type Package, THIS_PACKAGE } from './version.ts';

const TOLD_AFTER_MS = 3_000;

/** What an installation needs: where, and under which master key. */
export interface InstallOptions extends Omit<ApplyOptions, 'dryRun'> {
  /** An administrator's connection: a superuser, or the database's owner with CREATEROLE, or once a superuser has run db/roles.sql. */
  adminUrl: string;
  /** The passwords of the login roles are derived from it. */
  masterKey: MasterKeys;
}

/** The doors of DESIGN section 2, as connection strings: of clients' queries, of issuing, of housekeeping. */
export interface Doors {
  gatewayUrl: string;
  issuerUrl: string;
  workerUrl: string;
}

/**
 * Brings a database to this version: the cluster's roles, the database's grants, Rowseal's schemas in one transaction, the guard of tables
 * protected before, the login roles' passwords, the queue of jobs. What can be known is checked before the first change.
 * Safe to run again and from several servers at once. A newer version that is installed stays as it is.
 *
 * @throws Error with a sentence for the operator, and what was done before it, when the database refuses, another installation owns the roles, or
 *   the version installed does not serve this one any more.
 */
export async function install(options: InstallOptions): Promise<Doors> {
  await installAndTell(options);
  return doorUrls(options.adminUrl, options.masterKey);
}

/**
 * As {@link install}; answers with what it changed in Rowseal's schemas.
 *
 * @throws as {@link install}.
 */
export async function installAndTell({ adminUrl, masterKey, ...options }: InstallOptions): Promise<Applied> {
  const from = options.package ?? THIS_PACKAGE;
  const foundation = (file: string) => async (admin: postgres.Sql) => {
    const { text } = sqlFile(file, from.root);
    await unlessDisturbed(() => admin.unsafe(text));
  };
  let applied: Applied = { status: 'unchanged' };
  const steps: Step[] = [
    ...FOUNDATIONS.map((file) => ({ name: `db/${file}`, run: foundation(file) })),
    {
      name: 'the schemas of Rowseal',
      run: async (admin) => {
        applied = await applySql(admin, options);
        explain(applied, from);
      },
    },
    { name: 'db/protected_tables.sql', run: (admin) => guardTables(admin, from) },
    { name: 'the passwords of the login roles', run: (admin) => ensureLoginRoles(admin, adminUrl, masterKey) },
    { name: 'the queue of jobs', run: (admin) => installJobQueue(admin, doorUrls(adminUrl, masterKey).workerUrl) },
  ];
  await asAdministrator(adminUrl, async (admin) => {
    await foundation('preconditions.sql')(admin);
    await refuseAnotherKey(admin, adminUrl, masterKey);
    const installed = await installedVersion(admin);
    if (!installed || semver.lte(installed.version, from.version)) return runSteps(steps, admin);
    // Roles and grants are the newer version's, too.
    applied = { status: 'newer', version: installed.version, oldestContract: installed.oldest_contract };
    explain(applied, from);
  });
  return applied;
}

/**
 * What {@link install} would change in Rowseal's schemas. Changes nothing.
 *
 * @param adminUrl - an administrator's connection string.
 */
export async function plan(adminUrl: string): Promise<Applied> {
  return asAdministrator(adminUrl, async (admin) => {
    await admin.unsafe(sqlFile('preconditions.sql').text);
    return applySql(admin, { replace: true, dryRun: true });
  });
}

/** Tables of applications, which their users wait for. */
async function guardTables(admin: postgres.Sql, from: Package): Promise<void> {
  const { text } = sqlFile('protected_tables.sql', from.root);
  await inShortTurns(() =>
    inTransaction(admin, async () => {
      await admin.unsafe(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
      await admin.unsafe(text);
    }),
  );
}

const TRIES = 5;

/** A server that runs sets its role back, if need be at the same moment: PostgreSQL then refuses one of the two (XX000), which may be repeated. */
async function unlessDisturbed(run: () => Promise<unknown>): Promise<void> {
  for (let left = TRIES; ; left--) {
    try {
      return void (await run());
    } catch (error) {
      if (left === 1 || !(error instanceof Error) || !/^tuple concurrently (updated|deleted)$/.test(error.message))
        throw error;
    }
  }
}

interface Step {
  /** As an operator knows it. */
  name: string;
  run(admin: postgres.Sql): Promise<void>;
}

/** Each is safe to repeat, and the schemas are one transaction: the reader of a failure has to know what was applied. */
async function runSteps(steps: readonly Step[], admin: postgres.Sql): Promise<void> {
  const done: string[] = [];
  for (const { name, run } of steps) {
    try {
      await run(admin);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const before = done.length === 0 ? 'nothing was changed' : `done before, and safe to repeat: ${done.join(', ')}`;
      throw Object.assign(error, { message: `installing ${name}: ${error.message} (${before})` });
    }
    done.push(name);
  }
}

/**
 * Does some work on one connection of an administrator, while no other installer works on the same database.
 *
 * @param adminUrl - an administrator's connection string.
 * @param work - receives the connection, which is closed at its end.
 */
export async function asAdministrator<T>(adminUrl: string, work: (admin: postgres.Sql) => Promise<T>): Promise<T> {
  const admin = await openAdministrator(adminUrl, warn);
  try {
    await becomeTheOnlyInstaller(admin, adminUrl);
    return await work(admin);
  } finally {
    await admin.end({ timeout: 1 });
  }
}

/**
 * Waits in PostgreSQL's queue, where those who ask later come later. Anybody who may log in may hold the lock for as long as they like, so that a
 * wait is told of, over a connection of its own.
 */
async function becomeTheOnlyInstaller(admin: postgres.Sql, adminUrl: string): Promise<void> {
  const long = setTimeout(() => {
    tellWhoHoldsTheLock(adminUrl).catch(() =>
      console.error('install: waiting for another installation of this database'),
    );
  }, TOLD_AFTER_MS);
  try {
    await admin`select pg_advisory_lock(hashtext('rowseal install'))`;
  } finally {
    clearTimeout(long);
  }
}

async function tellWhoHoldsTheLock(adminUrl: string): Promise<void> {
  const onlooker = await openAdministrator(adminUrl);
  try {
    const holders = await onlooker`
      select pid from pg_locks
       where locktype = 'advisory' and granted
         and database = (select oid from pg_database where datname = current_database())
         and objid = (hashtext('rowseal install')::bigint & 4294967295)::oid`;
    const pids = holders.map((holder) => holder['pid']).join(', ');
    console.error(`install: waiting for another installation of this database (process ${pids} of PostgreSQL)`);
  } finally {
    await onlooker.end({ timeout: 1 });
  }
}

function explain(applied: Applied, { version, contract }: Package): void {
  if (applied.status === 'another_build')
    console.error(
      `install: another build of ${version} is installed, and was kept; to replace it with this one: rowseal migrate`,
    );
  if (applied.status !== 'newer') return;
  if (applied.oldestContract > contract)
    throw new Error(
      `Rowseal ${applied.version} is installed in the database and no longer serves ${version}: use ${applied.version}`,
    );
  console.error(
    `install: Rowseal ${applied.version} is installed in the database; this server, ${version}, keeps using it`,
  );
}

/** What the database lets an administrator know who may less than Rowseal would like to do. */
function warn({ severity, message }: postgres.Notice): void {
  if (severity === 'WARNING') console.error(`install: ${message}`);
}

/**
 * Creates a database if it does not exist.
 *
 * @param adminUrl - an administrator's connection string to any database of the server.
 * @param name - the database's name.
 */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const admin = await openAdministrator(adminUrl);
  try {
    const [found] = await admin`select from pg_database where datname = ${name}`;
    if (!found) await admin`create database ${admin(name)}`;
  } finally {
    await admin.end({ timeout: 1 });
  }
}
