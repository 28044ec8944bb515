import postgres from 'postgres';
import { postgresJsOptions } from '../url.ts';
import { type Applied, type ApplyOptions, applySql } from './apply.ts';
import { installJobQueue } from './job-queue.ts';
import { ensureLoginRoles } from './login-roles.ts';
import { sqlFile } from './sql-files.ts';
import { CONTRACT, VERSION } from './version.ts';

/** What an installation needs: where, and under which master key. */
export interface InstallOptions extends Omit<ApplyOptions, 'dryRun'> {
  /** An administrator's connection: superuser, or the database's owner once a superuser has run db/roles.sql. */
  adminUrl: string;
  /** 32 bytes or more; the passwords of the login roles are derived from it. */
  masterKey: Uint8Array;
}

/** The doors of DESIGN section 2, as connection strings: of clients' queries, of issuing, of housekeeping. */
export interface Doors {
  gatewayUrl: string;
  issuerUrl: string;
  workerUrl: string;
}

/**
 * Brings a database to this version: the cluster's roles, the database's grants, Rowseal's schemas in one transaction, the guard of tables
 * protected before, the login roles' passwords, the queue of jobs.
 * Safe to run again and from several servers at once. A newer version that is installed stays as it is.
 *
 * @throws Error with a sentence for the operator when the database refuses, another installation owns the roles, or the version installed does
 *   not serve this one any more.
 */
export async function install({ adminUrl, masterKey, ...options }: InstallOptions): Promise<Doors> {
  return asAdministrator(adminUrl, async (admin) => {
    for (const file of ['roles.sql', 'database.sql']) await admin.unsafe((await sqlFile(file)).text);
    explain(await applySql(admin, options));
    await admin.unsafe((await sqlFile('protected_tables.sql')).text);
    const doors = await ensureLoginRoles(admin, adminUrl, masterKey);
    await installJobQueue(admin, doors.workerUrl);
    return doors;
  });
}

/**
 * What {@link install} would change in Rowseal's schemas. Changes nothing there; the roles and the database's grants have to be in place.
 *
 * @param adminUrl - an administrator's connection string.
 */
export async function plan(adminUrl: string): Promise<Applied> {
  return asAdministrator(adminUrl, (admin) => applySql(admin, { replace: true, dryRun: true }));
}

async function asAdministrator<T>(adminUrl: string, work: (admin: postgres.Sql) => Promise<T>): Promise<T> {
  const [href, host] = postgresJsOptions(adminUrl);
  const admin = postgres(href, { ...host, max: 1, onnotice: warn });
  try {
    await admin`select pg_advisory_lock(hashtext('rowseal install'))`;
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function explain(applied: Applied): void {
  if (applied.status === 'another_build')
    console.error(
      `install: another build of ${VERSION} is installed, and stays; to put this one in its place: rowseal migrate`,
    );
  if (applied.status !== 'newer') return;
  if (applied.oldestContract > CONTRACT)
    throw new Error(
      `Rowseal ${applied.version} is installed in the database and does not serve ${VERSION} any more: use ${applied.version}`,
    );
  console.error(
    `install: Rowseal ${applied.version} is installed in the database; this server, ${VERSION}, goes on with it`,
  );
}

/** What the database lets an administrator know who may less than Rowseal would like to do. */
function warn({ severity, message }: postgres.Notice): void {
  if (severity === 'WARNING') console.error(`install: ${message}`);
}

/**
 * Creates a database where there is none of that name.
 *
 * @param adminUrl - an administrator's connection string to any database of the server.
 * @param name - the database's name.
 */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const [href, host] = postgresJsOptions(adminUrl);
  const admin = postgres(href, { ...host, max: 1, onnotice: () => {} });
  try {
    const [found] = await admin`select from pg_database where datname = ${name}`;
    if (!found) await admin`create database ${admin(name)}`;
  } finally {
    await admin.end();
  }
}
