import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { installDemo } from '#demo/install.ts';
import { parseUrl, withDatabase } from '#server/database/url.ts';
import { type Doors, install } from '#server/install/install.ts';
import { startTestCluster } from './cluster.ts';
import { connect, withConnection } from './connect.ts';
import { TEST_MASTER_KEY } from './master-key.ts';
import { makeOwner } from './owner-installer.ts';
import { startPgBouncer } from './pgbouncer.ts';
import { installPgTap } from './pgtap.ts';
import { type Pooler, startRenamingPooler } from './renaming-pooler.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What freshDatabase() clones: the template's name, its doors, and the name that clones begin with. */
    template: Doors & { adminUrl: string; name: string; clonePrefix: string };
    /** ROWSEAL_TEST_POOLER: the port of a pooler in transaction mode that servers of tests go through; else undefined. */
    poolerPort: number | undefined;
  }
}

/**
 * Starts a server and makes the template database that test files clone.
 *
 * @param project - receives what freshDatabase() needs
 * @returns the teardown: a given server is left as it was found, an own one is stopped
 * @throws Error when the server doesn't start or Rowseal doesn't install
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  const name = `rowseal_template_${process.pid}`;
  const clonePrefix = `rowseal_test_${process.pid}_`;
  const admin = connect(cluster.adminUrl);
  const pooler = await startTestPooler(cluster.adminUrl);
  project.provide('poolerPort', pooler?.port);
  const teardown = async () => {
    await pooler?.stop();
    if (cluster.given) await clean(admin, name, clonePrefix, rolesBefore);
    await admin.end({ timeout: 5 });
    await cluster.stop();
  };
  let rolesBefore: string[] = [];
  try {
    rolesBefore = await rowsealRoles(admin);
    const doors = await makeTemplate(admin, cluster.adminUrl, name);
    project.provide('template', { ...doors, adminUrl: cluster.adminUrl, name, clonePrefix });
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

async function makeTemplate(admin: postgres.Sql, serverUrl: string, name: string): Promise<Doors> {
  const installerUrl = await makeDatabase(admin, serverUrl, name);
  const doors = await install({ adminUrl: installerUrl, masterKey: TEST_MASTER_KEY });
  await installDemo(installerUrl);
  await withConnection(withDatabase(serverUrl, name), installPgTap);
  // A template must have no sessions, and those of the installer take a moment to end.
  while ((await admin`select from pg_stat_activity where datname = ${name}`).length > 0) await sleep(20);
  await admin`alter database ${admin(name)} is_template true allow_connections false`;
  return doors;
}

/** ROWSEAL_TEST_POOLER=pgbouncer or renaming: the gateway and the issuer of test servers are behind a pooler in transaction mode. */
async function startTestPooler(adminUrl: string): Promise<Pooler | undefined> {
  const kind = process.env['ROWSEAL_TEST_POOLER'];
  if (!kind) return undefined;
  const { address = '', port } = parseUrl(adminUrl).hosts[0] ?? {};
  const backends = 8;
  return kind === 'pgbouncer'
    ? startPgBouncer(address, backends)
    : startRenamingPooler(`${address}/.s.PGSQL.${port}`, backends);
}

const OWNER = 'installer_without_superuser';

/** ROWSEAL_TEST_INSTALLER=owner: whoever installs owns the database, and is no superuser, as with hosters. */
async function makeDatabase(admin: postgres.Sql, serverUrl: string, name: string): Promise<string> {
  if (process.env['ROWSEAL_TEST_INSTALLER'] === 'owner')
    return makeOwner(admin, serverUrl, { name: OWNER, database: name });
  await admin`create database ${admin(name)}`;
  return withDatabase(serverUrl, name);
}

async function rowsealRoles(admin: postgres.Sql): Promise<string[]> {
  const roles = await admin<
    { name: string }[]
  >`select rolname as name from pg_roles where rolname ~ '^rowseal_' or rolname = ${OWNER}`;
  return roles.map((role) => role.name);
}

async function clean(admin: postgres.Sql, template: string, clonePrefix: string, rolesBefore: string[]): Promise<void> {
  const databases = await admin<{ name: string; template: boolean }[]>`
    select datname as name, datistemplate as template from pg_database
     where datname = ${template} or starts_with(datname, ${clonePrefix})`;
  for (const database of databases) {
    if (database.template) await admin`alter database ${admin(database.name)} is_template false`;
    await admin`drop database ${admin(database.name)} with (force)`;
  }
  const created = (await rowsealRoles(admin)).filter((role) => !rolesBefore.includes(role));
  for (const role of created) await dropUnlessUsed(admin, role);
}

async function dropUnlessUsed(admin: postgres.Sql, role: string): Promise<void> {
  try {
    await admin`drop role ${admin(role)}`;
  } catch (error) {
    const usedByAnotherRun = error instanceof Error && 'code' in error && error.code === '2BP01';
    if (!usedByAnotherRun) throw error;
  }
}
