import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, migrate } from 'graphile-migrate';
import type postgres from 'postgres';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { applySql } from '#server/install/apply.ts';
import { install, plan } from '#server/install/install.ts';
import { committedMigrations } from '#server/install/sql-files.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { installFirstRelease } from '#test/support/first-release.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { ownCluster, preparedCluster, preparedDatabase } from '#test/support/own-cluster.ts';
import { packageCopy } from '#test/support/package-copy.ts';

const masterKey = TEST_MASTER_KEY;
const cluster = await preparedCluster([]);
const root = connect(cluster.url());
afterAll(async () => {
  await root.end();
  await cluster.stop();
});
let counter = 0;

async function emptyDatabase(): Promise<{ adminUrl: string; admin: postgres.Sql }> {
  const name = `apply_${++counter}`;
  await root.unsafe(`create database ${name}`);
  const admin = connect(cluster.url(name));
  afterAll(() => admin.end());
  return { adminUrl: cluster.url(name), admin };
}

/** One where this package is installed. */
async function installedDatabase(): Promise<{ adminUrl: string; admin: postgres.Sql }> {
  const adminUrl = await preparedDatabase(cluster, `apply_${++counter}`);
  await install({ adminUrl, masterKey });
  const admin = connect(adminUrl);
  afterAll(() => admin.end());
  return { adminUrl, admin };
}

const FILE = 'db/functions/scopes/is_scope.sql';
const comment = async (admin: postgres.Sql) => {
  const [row] = await admin`select obj_description('rowseal.is_scope(text)'::regprocedure, 'pg_proc') as text`;
  return row?.['text'];
};
const commented = (text: string) => (sql: string) =>
  `${sql}\ncomment on function rowseal.is_scope(text) is '${text}';\n`;

let said: string[] = [];
beforeEach(() => {
  said = [];
  const spy = vi.spyOn(console, 'error').mockImplementation((message) => void said.push(String(message)));
  return () => spy.mockRestore();
});

describe('a function that was edited in db/', async () => {
  const { adminUrl, admin } = await installedDatabase();
  const newer = await packageCopy({ version: '99.0.0' });
  await newer.edit(FILE, commented('as 99.0.0 has it'));

  test('reaches an installation with the next version, and nothing else is touched', async () => {
    const applied = await applySql(admin, { package: newer });
    expect(applied).toMatchObject({ status: 'applied', changes: { migrations: [], rewrites: [] } });
    expect(await comment(admin)).toBe('as 99.0.0 has it');
    expect(
      applied.status === 'applied' && applied.changes.files.filter((file) => !file.startsWith('migrations/')),
    ).toContain('functions/scopes/is_scope.sql');
  });

  test('is not applied again', async () => {
    expect(await applySql(admin, { package: newer })).toEqual({ status: 'unchanged' });
  });

  test('is not taken back by an older package, not even where it is to replace: it goes on with the newer one', async () => {
    const [before] = await admin`select array_agg(rolname || rolconfig::text order by rolname) as roles from pg_roles`;
    await root.unsafe("alter role rowseal_worker set lock_timeout = '7s'");
    await install({ adminUrl, masterKey, replace: true });
    // The control is below: of the same version, what is to replace does.
    expect(await comment(admin)).toBe('as 99.0.0 has it');
    expect(said).toEqual([expect.stringMatching(/^install: Rowseal 99\.0\.0 is installed .*keeps using it$/)]);
    const [kept] = await admin`select rolconfig::text as config from pg_roles where rolname = 'rowseal_worker'`;
    expect(kept?.['config'], 'roles are the newer one’s too').toContain('lock_timeout=7s');
    await root.unsafe("alter role rowseal_worker set lock_timeout = '5s'");
    expect(before).toBeDefined();
  });

  test('an older package that is not served any more is refused with a sentence', async () => {
    const demanding = await packageCopy({ version: '100.0.0', contract: 9, oldestContract: 9 });
    await applySql(admin, { package: demanding });
    await expect(install({ adminUrl, masterKey })).rejects.toThrow(
      /^Rowseal 100\.0\.0 is installed in the database and no longer serves .*: use 100\.0\.0$/,
    );
  });
});

test('another build of the same version stays what it is, unless it is to be replaced', async () => {
  const { adminUrl, admin } = await installedDatabase();
  const other = await packageCopy();
  await other.edit(FILE, commented('another build'));
  const before = await comment(admin);
  await install({ adminUrl, masterKey, package: other });
  expect(await comment(admin)).toBe(before);
  expect(said).toEqual([expect.stringMatching(/another build .* rowseal migrate$/)]);
  await install({ adminUrl, masterKey, package: other, replace: true });
  expect(await comment(admin)).toBe('another build');
});

describe('a release with a migration', async () => {
  const { adminUrl, admin } = await installedDatabase();
  const release = await packageCopy({ version: '99.0.0' });
  await release.edit(
    'migrations/current/999-column.sql',
    () => 'alter table rowseal.workspaces add column colour text;\n',
  );
  const columns = () =>
    admin`select from information_schema.columns where table_schema = 'rowseal' and column_name = 'colour'`;

  test('that fails leaves neither its tables nor its functions, and says in which file', async () => {
    const broken = await packageCopy({ version: '99.0.0' });
    await broken.edit(
      'migrations/current/999-column.sql',
      () => 'alter table rowseal.workspaces add column colour text;\n',
    );
    await broken.edit(FILE, commented('half an upgrade'));
    await broken.edit('db/grants.sql', (text) => `${text}\nselect 1/0;\n`);
    await expect(install({ adminUrl, masterKey, package: broken })).rejects.toThrow(
      /^installing the schemas of Rowseal: grants\.sql: division by zero \(done before, and safe to repeat: db\/roles\.sql, db\/database\.sql\)$/,
    );
    expect(await columns()).toHaveLength(0);
    expect(await comment(admin)).not.toBe('half an upgrade');
  });

  test('a plan tells its statements, the locks it takes and the tables it writes anew, and changes nothing', async () => {
    await release.edit(
      'migrations/current/999-column.sql',
      (text) => `${text}alter table rowseal.workspaces add column number bigint default random() not null;\n`,
    );
    const planned = await applySql(admin, { package: release, dryRun: true });
    expect(planned).toMatchObject({
      status: 'pending',
      changes: {
        locks: expect.arrayContaining(['rowseal.workspaces AccessExclusiveLock']),
        rewrites: ['rowseal.workspaces'],
      },
    });
    expect(await columns()).toHaveLength(0);
  });

  test('waits for a table that others hold, in short turns, and is applied in the end', async () => {
    const holder = connect(adminUrl);
    await holder.unsafe('begin; lock table rowseal.workspaces');
    const applied = applySql(admin, { package: release });
    // Somebody else reads meanwhile: whoever waits for a lock lets them pass before long.
    await withConnection(adminUrl, async (watcher) => {
      const waits = () => watcher`select from pg_locks where not granted and relation = 'rowseal.workspaces'::regclass`;
      while ((await waits()).length === 0) await sleep(20);
      while ((await waits()).length > 0) await sleep(20);
    });
    await holder.unsafe('commit');
    await holder.end();
    expect((await applied).status).toBe('applied');
    expect(await columns()).toHaveLength(1);
  });
});

test('a table of an application that is held is guarded in short turns, so that its users wait for a second at most', async () => {
  const { adminUrl, admin } = await installedDatabase();
  // As rowseal.protect left tables before there was a guard.
  await admin.unsafe(`
    create table public.old (workspace_id uuid);
    alter table public.old enable row level security;
    create policy rowseal_select on public.old using (workspace_id = (select rowseal.workspace_for('notes:read')))`);
  const holder = connect(adminUrl);
  await holder.unsafe('begin; lock table public.old in access share mode');
  const installed = install({ adminUrl, masterKey });
  await withConnection(adminUrl, async (watcher) => {
    const waits = () => watcher`select from pg_locks where not granted and relation = 'public.old'::regclass`;
    while ((await waits()).length === 0) await sleep(20);
    while ((await waits()).length > 0) await sleep(20);
  });
  await holder.unsafe('commit');
  await holder.end();
  await installed;
  expect(await admin`select from pg_policies where tablename = 'old' and policyname = 'rowseal_guard'`).toHaveLength(1);
});

test('a plan for an empty database makes nothing, no role and no schema', async () => {
  const fresh = await ownCluster();
  try {
    expect(await plan(fresh.url())).toMatchObject({ status: 'pending' });
    await withConnection(fresh.url(), async (sql) => {
      expect(await sql`select from pg_roles where rolname ~ '^rowseal'`).toHaveLength(0);
      expect(await sql`select from pg_namespace where nspname ~ 'rowseal'`).toHaveLength(0);
    });
  } finally {
    await fresh.stop();
  }
});

describe('what is removed from db/', async () => {
  const { adminUrl, admin } = await installedDatabase();
  const release = await packageCopy({ version: '99.0.0' });
  await release.edit(
    'db/dropped.sql',
    (text) => `${text}drop function if exists rowseal.list_identities(text, text, integer);\n`,
  );
  await release.edit('db/all.sql', (text) =>
    text.replace('--! include functions/identity_providers/list_identities.sql\n', ''),
  );

  test('is not dropped from under an application, which is named; nothing is changed', async () => {
    await admin.unsafe('create view public.mine as select * from rowseal.list_identities()');
    await expect(install({ adminUrl, masterKey, package: release })).rejects.toThrow(
      /view public\.mine depends on function rowseal\.list_identities\(text,text,integer\)\. Change that first/,
    );
    const [row] = await admin`select version from rowseal_private.installation`;
    expect(row?.['version']).not.toBe('99.0.0');
  });

  test('is dropped once nothing depends on it', async () => {
    await admin.unsafe('drop view public.mine');
    await install({ adminUrl, masterKey, package: release });
    expect(await admin`select from pg_proc where proname = 'list_identities'`).toHaveLength(0);
  });
});

describe('a function that has another result now', async () => {
  const { adminUrl, admin } = await installedDatabase();
  const release = await packageCopy({ version: '99.0.0' });
  const SIGNATURE = 'rowseal.create_workspace(text,text)';
  await release.edit(
    'db/functions/workspaces/create_workspace.sql',
    () => `
      create or replace function rowseal.create_workspace(slug text, name text) returns boolean language sql return true;
      revoke execute on function rowseal.create_workspace(text, text) from public;`,
  );
  const result = () => admin`select pg_get_function_result(to_regprocedure(${SIGNATURE})) as result`;

  test('is not taken from under an application, which is named; nothing is changed', async () => {
    const [before] = await result();
    await admin.unsafe("create view public.mine as select status from rowseal.create_workspace('a', 'b')");
    const refused = await install({ adminUrl, masterKey, package: release }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: expect.stringContaining(`view public.mine depends on function ${SIGNATURE}. Change that first`),
    });
    expect(`${refused} ${(refused as { hint?: string }).hint}`, 'nobody is told to drop it all').not.toContain(
      'CASCADE',
    );
    expect((await result())[0]).toEqual(before);
  });

  test('is made anew, without a line in dropped.sql; a plan says so', async () => {
    await admin.unsafe('drop view public.mine');
    const planned = await applySql(admin, { package: release, dryRun: true });
    const statements = planned.status === 'pending' ? planned.changes.pieces.map(({ text }) => text) : [];
    expect(statements).toContain(`drop function ${SIGNATURE}`);
    await install({ adminUrl, masterKey, package: release });
    expect((await result())[0]).toEqual({ result: 'boolean' });
  });
});

describe('an application that uses graphile-migrate for itself', () => {
  /** A project with one migration, as `graphile-migrate commit` writes it. */
  async function migrateApplication(connectionString: string): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-application-'));
    const body = 'create table public.things (id integer primary key);';
    const hash = createHash('sha1').update(`${body}\n`).digest('hex');
    await mkdir(path.join(folder, 'committed'));
    await writeFile(path.join(folder, 'committed/000001.sql'), `--! Previous: -\n--! Hash: sha1:${hash}\n\n${body}\n`);
    await migrate({ connectionString, migrationsFolder: folder, logger: new Logger(() => () => {}) });
    await rm(folder, { recursive: true });
    // Its pool outlives its promise by 200 ms.
    await sleep(400);
  }
  const records = (admin: postgres.Sql) => admin`select filename from graphile_migrate.migrations`;

  test.each(['before', 'after'])('shares the database, %s Rowseal', async (when) => {
    const { adminUrl, admin } = await (when === 'before' ? emptyDatabase() : installedDatabase());
    if (when === 'before') await migrateApplication(adminUrl);
    await install({ adminUrl, masterKey });
    await migrateApplication(adminUrl);
    await install({ adminUrl, masterKey });
    expect((await records(admin)).map((row) => ({ ...row }))).toEqual([{ filename: '000001.sql' }]);
    expect(await admin`select from public.things`).toEqual([]);
  });

  test('the record of the first release moves to its own table, and leaves the name to applications', async () => {
    const { adminUrl, admin } = await emptyDatabase();
    await installFirstRelease(adminUrl);
    expect(await records(admin)).toHaveLength(1);
    await install({ adminUrl, masterKey });
    expect(await admin`select from pg_namespace where nspname = 'graphile_migrate'`).toHaveLength(0);
    const names = committedMigrations().map(({ path: name }) => name);
    expect(names[0]).toBe('000001-baseline.sql');
    const recorded = await admin<{ name: string }[]>`select name from rowseal_private.migrations order by name`;
    expect(recorded.map(({ name }) => name)).toEqual(names);
    await migrateApplication(adminUrl);
    expect(await admin`select from public.things`).toEqual([]);
  });
});

test('a migration that was edited after it was applied is refused', async () => {
  const { adminUrl, admin } = await installedDatabase();
  await admin.unsafe("update rowseal_private.migrations set hash = 'sha1:another'");
  await expect(install({ adminUrl, masterKey, replace: true })).rejects.toThrow(
    /migration 000001-baseline\.sql differs from the one that was applied/,
  );
});
