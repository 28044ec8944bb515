import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { parseUrl, withDatabase } from '#server/database/url.ts';
import { type Doors, install } from '#server/install/install.ts';
import { doorUrls } from '#server/install/login-roles.ts';
import { type Filling, makeImages, startShared } from './cluster.ts';
import { connect, withConnection } from './connect.ts';
import { grantOnDatabase } from './database-grants.ts';
import { TEST_MASTER_KEY } from './master-key.ts';
import { makeOwner } from './owner-installer.ts';
import { startPgBouncer } from './pgbouncer.ts';
import { installPgTap } from './pgtap.ts';
import { type Pooler, startRenamingPooler } from './renaming-pooler.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What freshDatabase() clones: the templates' names, their doors, and the name that clones begin with. */
    template: Doors & Templates & { adminUrl: string; clonePrefix: string };
    /** ROWSEAL_TEST_POOLER: the port of a pooler in transaction mode that servers of tests go through; else undefined. */
    poolerPort: number | undefined;
    /** The source of the regular expression behind `-t`; that of one that matches everything where there is none. */
    testNamePattern: string;
  }
}

/**
 * Starts a server and makes the template databases that test files clone.
 *
 * @param project - receives what freshDatabase() needs
 * @returns the teardown: a given server is left as it was found, an own one is stopped
 * @throws Error when the server doesn't start or Rowseal doesn't install
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['DATABASE_URL'];
  const name = given ? `rowseal_template_${process.pid}` : 'rowseal_template';
  const templates = { name, seeded: `${name}_seeded`, tap: `${name}_tap` };
  const clonePrefix = `rowseal_test_${process.pid}_`;
  const images = await makeImages(given ? undefined : filling(templates));
  const undo: (() => unknown)[] = [images.remove];
  const teardown = async () => {
    for (const each of undo.reverse()) await each();
  };
  project.provide('testNamePattern', project.config.testNamePattern?.source ?? '');
  try {
    project.provide('images', { empty: images.empty });
    const adminUrl = given ?? (await startOwn());
    if (given) {
      const admin = connect(given);
      const before = await rowsealRoles(admin);
      undo.push(() => admin.end({ timeout: 5 }));
      undo.push(() => clean(admin, Object.values(templates), clonePrefix, before));
      await makeTemplates(given, templates);
    }
    const pooler = await startTestPooler(adminUrl);
    undo.push(() => pooler?.stop());
    project.provide('poolerPort', pooler?.port);
    const doors = doorUrls(withDatabase(adminUrl, name), TEST_MASTER_KEY);
    project.provide('template', { ...doors, adminUrl, ...templates, clonePrefix });
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;

  /** A server for this run only: a copy of one that has the templates. Servers of single files are copies of it, too. */
  async function startOwn(): Promise<string> {
    const { empty, filled: dataDir = '' } = images;
    const cluster = await startShared(dataDir);
    undo.push(cluster.stop);
    const installed = isInstalledByOwner() ? {} : { installed: { dataDir, template: name } };
    project.provide('images', { empty, ...installed });
    return cluster.url();
  }
}

interface Templates {
  name: string;
  /** With the demo's people and notes. */
  seeded: string;
  /** With pgTAP: more functions than all others together, which nobody else has to look through. */
  tap: string;
}

function filling(templates: Templates): Filling {
  return {
    work: (url) => makeTemplates(url, templates),
    module: import.meta.filename,
    given: { installedByOwner: isInstalledByOwner() },
  };
}

async function makeTemplates(adminUrl: string, templates: Templates): Promise<void> {
  await withConnection(adminUrl, async (admin) => {
    const doors = await makeTemplate(admin, adminUrl, templates.name);
    await makeSeeded(admin, doors, { ...templates, adminUrl });
    await admin`create database ${admin(templates.tap)} template ${admin(templates.name)} strategy file_copy`;
    await withConnection(withDatabase(adminUrl, templates.tap), installPgTap);
    await closeTemplate(admin, templates.tap);
  });
}

async function makeTemplate(admin: postgres.Sql, serverUrl: string, name: string): Promise<Doors> {
  const installerUrl = await makeDatabase(admin, serverUrl, name);
  const doors = await install({ adminUrl: installerUrl, masterKey: TEST_MASTER_KEY });
  await installNotes(installerUrl);
  await closeTemplate(admin, name);
  return doors;
}

/** A template with the demo's people and notes, whose passwords cost as little as they may: hundreds of tests log in. */
async function makeSeeded(
  admin: postgres.Sql,
  doors: Doors,
  { name, seeded, adminUrl }: { name: string; seeded: string; adminUrl: string },
): Promise<void> {
  await admin`create database ${admin(seeded)} template ${admin(name)} strategy file_copy`;
  const own = withDatabase(adminUrl, seeded);
  await withConnection(own, async (sql) => {
    await grantOnDatabase(sql);
    await sql`update rowseal_private.settings set password_memory_kib = 7168, password_iterations = 1`;
  });
  const [gatewayUrl, issuerUrl] = [doors.gatewayUrl, doors.issuerUrl].map((url) => withDatabase(url, seeded));
  await seedDemo(own, { gatewayUrl, issuerUrl } as Doors);
  await closeTemplate(admin, seeded);
}

/** A template must have no sessions, and those of whoever made it take a moment to end. */
async function closeTemplate(admin: postgres.Sql, name: string): Promise<void> {
  while ((await admin`select from pg_stat_activity where datname = ${name}`).length > 0) await sleep(20);
  await admin`alter database ${admin(name)} is_template true allow_connections false`;
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
const isInstalledByOwner = () => process.env['ROWSEAL_TEST_INSTALLER'] === 'owner';

/** ROWSEAL_TEST_INSTALLER=owner: whoever installs owns the database, and is no superuser, as with hosters. */
async function makeDatabase(admin: postgres.Sql, serverUrl: string, name: string): Promise<string> {
  if (isInstalledByOwner()) return makeOwner(admin, serverUrl, { name: OWNER, database: name });
  await admin`create database ${admin(name)}`;
  return withDatabase(serverUrl, name);
}

async function rowsealRoles(admin: postgres.Sql): Promise<string[]> {
  const roles = await admin<
    { name: string }[]
  >`select rolname as name from pg_roles where rolname ~ '^rowseal_' or rolname = ${OWNER}`;
  return roles.map((role) => role.name);
}

async function clean(
  admin: postgres.Sql,
  templates: string[],
  clonePrefix: string,
  rolesBefore: string[],
): Promise<void> {
  const databases = await admin<{ name: string; template: boolean }[]>`
    select datname as name, datistemplate as template from pg_database
     where datname = any (${templates}) or starts_with(datname, ${clonePrefix})`;
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
