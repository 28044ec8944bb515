import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Logger, migrate } from 'graphile-migrate';
import { clearAllPools } from 'graphile-migrate/dist/pgReal.js';
import postgres from 'postgres';
import { postgresJsOptions } from '../url.ts';
import { installJobQueue } from './job-queue.ts';
import { ensureLoginRoles } from './login-roles.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** What an installation needs: where, and under which master key. */
export interface InstallOptions {
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
 * Brings a database to this version: the cluster's roles, the database's grants, the committed migrations, the guard of tables protected
 * before, the login roles' passwords, the queue of jobs.
 * Safe to run again and from several servers at once.
 *
 * @throws Error with a sentence for the operator when the database refuses or another installation owns the roles.
 */
export async function install({ adminUrl, masterKey }: InstallOptions): Promise<Doors> {
  const [href, host] = postgresJsOptions(adminUrl);
  const admin = postgres(href, { ...host, max: 1, onnotice: warn });
  try {
    await admin`select pg_advisory_lock(hashtext('rowseal install'))`;
    for (const file of ['roles.sql', 'database.sql']) {
      await admin.unsafe(await readFile(path.join(ROOT, 'db', file), 'utf8'));
    }
    await migrate(migrationSettings(adminUrl));
    // It keeps its connections for a while, and ends the process when one of them breaks.
    clearAllPools();
    await admin.unsafe(await readFile(path.join(ROOT, 'db/protected_tables.sql'), 'utf8'));
    const doors = await ensureLoginRoles(admin, adminUrl, masterKey);
    await installJobQueue(admin, doors.workerUrl);
    return doors;
  } finally {
    await admin.end();
  }
}

/** What the database lets an administrator know who may less than Rowseal would like to do. */
function warn({ severity, message }: postgres.Notice): void {
  if (severity === 'WARNING') console.error(`install: ${message}`);
}

/**
 * graphile-migrate's settings for a database: everything is made by, and so belongs to, rowseal_owner.
 *
 * @param adminUrl - an administrator's connection string.
 */
export function migrationSettings(adminUrl: string) {
  return {
    connectionString: adminUrl,
    migrationsFolder: path.join(ROOT, 'migrations'),
    pgSettings: { role: 'rowseal_owner', search_path: '' },
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') console.error(`graphile-migrate: ${message}`);
    }),
  };
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
