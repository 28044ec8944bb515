import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { installTestKit, removeTestKit } from '#server/install/test-kit.ts';
import { ROOT } from '#server/manifest.ts';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';

const { admin, adminUrl, name } = await freshDatabase({ tap: true });
const suiteRole = `suite_${process.pid}`;

/** What a pgTAP suite prints: each test by its number and its first line. */
async function ran(sql: postgres.Sql, statements: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  const undo = new Error('undo');
  await sql
    .begin(async (suite) => {
      await suite`set local search_path = tap, pg_catalog`;
      await suite`select no_plan()`;
      for (const statement of statements) {
        for (const row of await suite.unsafe(statement)) lines.push(...String(Object.values(row)[0] ?? '').split('\n'));
      }
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return lines.filter((line) => /^(not )?ok /.test(line)).map((line) => line.replace(/^((?:not )?ok) \d+ - /, '$1: '));
}

const FIXTURES = [
  "select rowseal_test.member('ann@a.test', 'kit-a'), rowseal_test.member('gus@b.test', 'kit-b')",
  "select rowseal_test.as_user('ann@a.test', 'kit-a')",
  "insert into app.notes (title) values ('a')",
  "select rowseal_test.as_user('gus@b.test', 'kit-b')",
  "insert into app.notes (title) values ('b')",
  'select rowseal_test.leave()',
];
const SUITE = [
  ...FIXTURES,
  "select rowseal_test.isolated('app.notes')",
  "select rowseal_test.only_with('app.notes', command, scope) from (values ('select', 'notes:read'), ('insert', 'notes:write'), ('update', 'notes:write'), ('delete', 'notes:write')) as needed (command, scope)",
];
const PASSES = [
  'ok: app.notes is isolated',
  'ok: SELECT of app.notes needs notes:read',
  ...['INSERT', 'UPDATE', 'DELETE'].map((command) => `ok: ${command} of app.notes needs notes:write`),
];

beforeAll(async () => {
  await admin.unsafe(`create role ${suiteRole} login in role rowseal_user; grant usage on schema tap to ${suiteRole}`);
  // pgTAP keeps its counts in a temporary table.
  await admin.unsafe(`grant temporary on database "${name}" to ${suiteRole}`);
  await installTestKit(adminUrl);
});
afterAll(async () => {
  await admin.unsafe(`drop owned by ${suiteRole}; drop role ${suiteRole}`);
});

test('a superuser’s suite proves a table isolated, and which scope each command needs', async () => {
  expect(await ran(admin, SUITE)).toEqual(PASSES);
});

test('what docs/first-table.md shows works as it stands there: the table, a policy, the suite', async () => {
  const page = await readFile(path.join(ROOT, 'docs/first-table.md'), 'utf8');
  const [table = '', suite = '', policy = ''] = [...page.matchAll(/^```sql\n(.*?)^```$/gms)].map(([, sql = '']) => sql);
  const tests = suite.split('\n').filter((line) => /^(select|insert) /.test(line) && !/plan|finish/.test(line));
  expect(suite).toContain(`select plan(${tests.filter((line) => /isolated|only_with|owned_by/.test(line)).length});`);
  expect(await ran(admin, ['drop schema app cascade', table, policy, ...tests])).toEqual([
    'ok: app.tasks is isolated',
    'ok: DELETE of app.tasks needs tasks:write',
  ]);
});

test('the suite of a login that is no superuser proves the same', async () => {
  await installTestKit(adminUrl, suiteRole);
  const url = new URL(adminUrl);
  url.username = suiteRole;
  const suite = connect(url.href, { max: 1 });
  expect(await ran(suite, SUITE)).toEqual(PASSES);
  await suite.end();
});

test('a suite tells that there are no findings, or which, whether or not its login is a superuser', async () => {
  // Other test files make logins in the same server, at any moment.
  const others = `select rowseal_audit.accept(fingerprint, 'of other tests', now() + interval '1 day') from rowseal_audit.findings
    where kind in ('role_bypasses', 'own_role_membership', 'group_without_binding', 'logs_parameters', 'owner_logs_in')`;
  const clean = 'select rowseal_test.clean()';
  const expectClean = (sql: postgres.Sql) =>
    vi.waitFor(async () => {
      await admin.unsafe(others);
      expect(await ran(sql, [clean])).toEqual(['ok: nobody has findings to accept']);
    }, 60_000);
  await installTestKit(adminUrl, suiteRole);
  const url = new URL(adminUrl);
  url.username = suiteRole;
  const suite = connect(url.href, { max: 1 });
  await expectClean(suite);
  await admin`alter table app.notes no force row level security`;
  expect(await ran(suite, [clean])).toEqual(['not ok: nobody has findings to accept']);
  await suite.end();
  // To everybody else the kit itself is one.
  expect(await admin`select object from rowseal_audit.findings where kind = 'test_kit'`).toHaveLength(1);
  await admin`alter table app.notes force row level security`;
  await admin`revoke rowseal_owner, rowseal_user from ${admin(suiteRole)}`;
  await expectClean(admin);
  await admin`grant rowseal_user to ${admin(suiteRole)}`;
});

test('rows that are for their owner are shown to be, and a table where they are not fails', async () => {
  const protect = (options: string) =>
    `select count(*) from rowseal.protect('app.notes', 'workspace_id', 'notes:read', 'notes:write'${options})`;
  const suite = (options: string) => [
    protect(options),
    ...FIXTURES,
    "select rowseal_test.owned_by('app.notes', 'author_id')",
  ];
  const title = 'rows of app.notes are for the user in author_id';
  expect(await ran(admin, suite(", owner => 'author_id'"))).toEqual([`ok: ${title}`]);
  const open = 'create policy anybody on app.notes for delete to rowseal_user using (true)';
  expect(await ran(admin, [open, ...suite(", owner => 'author_id'")])).toEqual([`not ok: ${title}`]);
  expect(await ran(admin, suite(''))).toEqual([`not ok: ${title}`]);
});

test('a suite shows which commands need an assurance, and a table that asks for none fails', async () => {
  const suite = (options: string, command: string) => [
    `select count(*) from rowseal.protect('app.notes', 'workspace_id', 'notes:read', 'notes:write'${options})`,
    ...FIXTURES,
    `select rowseal_test.only_assured('app.notes', '${command}')`,
    "select rowseal_test.isolated('app.notes')",
  ];
  const title = (command: string) => `${command.toUpperCase()} of app.notes needs its assurance`;
  const isolated = 'ok: app.notes is isolated';
  for (const command of ['insert', 'update', 'delete'])
    expect(await ran(admin, suite(", assurance => 2, fresh => '5 minutes'", command))).toEqual([
      `ok: ${title(command)}`,
      isolated,
    ]);
  const removed = ", assured => '{delete}', assurance => 1";
  expect(await ran(admin, suite(removed, 'delete'))).toEqual([`ok: ${title('delete')}`, isolated]);
  expect(await ran(admin, suite(removed, 'update'))).toEqual([`not ok: ${title('update')}`, isolated]);
  expect(await ran(admin, suite('', 'delete'))).toEqual([`not ok: ${title('delete')}`, isolated]);
});

test('a persona has proved what a test says, and as much as one can where it says nothing', async () => {
  await admin
    .begin(async (sql) => {
      for (const statement of FIXTURES) await sql.unsafe(statement);
      const levels = async () =>
        (await sql`select rowseal.assurance() as level, rowseal.assurance('5 minutes') as fresh`)[0];
      await sql`select rowseal_test.as_user('ann@a.test', 'kit-a')`;
      expect(await levels()).toEqual({ level: 3, fresh: 3 });
      await sql`select rowseal_test.prove(1)`;
      expect(await levels()).toEqual({ level: 1, fresh: 1 });
      await sql`select rowseal_test.prove(2, '1 hour')`;
      expect(await levels()).toEqual({ level: 2, fresh: 0 });
      await sql`select rowseal_test.as_token('ann@a.test', 'kit-a')`;
      expect(await levels()).toEqual({ level: 3, fresh: 0 });
      throw new Error('undo');
    })
    .catch((error: Error) => expect(error.message).toBe('undo'));
});

test('personas are who they are: a user, a token, nobody', async () => {
  await admin
    .begin(async (sql) => {
      for (const statement of FIXTURES) await sql.unsafe(statement);
      const outcome = async (statement: string) =>
        (await sql`select rowseal_test.outcome(${statement}) as outcome`)[0]?.['outcome'];
      await sql`select rowseal_test.as_user('ann@a.test', 'kit-a', 'notes:read')`;
      expect(await outcome('select from app.notes')).toBe('1');
      expect(await outcome('delete from app.notes')).toBe('RS006');
      await sql`select rowseal_test.as_token('ann@a.test', 'kit-a', 'notes:write')`;
      expect(await outcome('select from app.notes')).toBe('RS006');
      expect(await outcome('delete from app.notes')).toBe('1');
      await sql`select rowseal_test.anonymous()`;
      expect(await outcome('select from app.notes')).toBe('RS008');
      throw new Error('undo');
    })
    .catch((error: Error) => expect(error.message).toBe('undo'));
});

describe('a table that leaks is noticed', () => {
  const leaks = async (breaking: string, relation = 'app.notes') => {
    let found: string[] = [];
    await admin
      .begin(async (sql) => {
        await sql.unsafe(breaking);
        for (const statement of FIXTURES) await sql.unsafe(statement.replaceAll('app.notes', relation));
        found = (await sql`select rowseal_test.leaks(${relation}, 'workspace_id') as leak`).map(({ leak }) => leak);
        throw new Error('undo');
      })
      .catch((error: Error) => {
        if (error.message !== 'undo') throw error;
      });
    return found.join('\n');
  };
  const twin =
    'create table app.twin (like app.notes including all); grant select, insert, update, delete on app.twin to rowseal_user';

  test.each([
    ['no row-level security', twin, 'app.twin', /deletes rows of another workspace/],
    [
      'row-level security that lets everything through',
      `${twin}; alter table app.twin enable row level security; create policy open on app.twin using (true)`,
      'app.twin',
      /changes rows of another workspace/,
    ],
    [
      'a key without the workspace, protected all the same',
      `${twin}; alter table app.twin add unique (title); select rowseal.protect('app.twin', 'workspace_id', 'notes:read', 'notes:write', allow => '{key:twin_title_key}')`,
      'app.twin',
      /reads rows of others by an upsert on twin_title_key/,
    ],
    [
      'a view of somebody who bypasses policies',
      'create view app.all_notes as select * from app.notes; grant select on app.all_notes to rowseal_user',
      'app.notes',
      /app\.all_notes reads rows of another workspace/,
    ],
    ['TRUNCATE', 'grant truncate on app.notes to rowseal_user', 'app.notes', /truncates the table/],
    [
      'a partition that is granted and not protected',
      `create table app.twin (like app.notes including defaults) partition by list (title); create index on app.twin (workspace_id); create table app.twin_a partition of app.twin default; grant select, insert, update, delete on app.twin to rowseal_user; select rowseal.protect('app.twin', 'workspace_id', 'notes:read', 'notes:write'); create table app.twin_b partition of app.twin for values in ('b'); grant select on app.twin_b to rowseal_user`,
      'app.twin',
      /app\.twin_b reads rows of another workspace/,
    ],
  ])('%s', async (_, breaking, relation, leak) => {
    expect(await leaks(breaking, relation)).toMatch(leak);
  });

  test('a table that does not leak has none: the control', async () => {
    expect(await leaks('select 1')).toBe('');
  });
});

test('a table that others refer to is isolated: its own rows cannot be deleted, which tells nothing', async () => {
  const refer = `
    create table app.lines (workspace_id uuid not null, note_id uuid not null, primary key (workspace_id, note_id),
                            foreign key (workspace_id, note_id) references app.notes (workspace_id, id))`;
  const rows = 'insert into app.lines select workspace_id, id from app.notes';
  const suite = (...more: string[]) => [refer, ...FIXTURES, rows, ...more, "select rowseal_test.isolated('app.notes')"];
  expect(await ran(admin, suite())).toEqual(['ok: app.notes is isolated']);
  // The control: without the guard and the gates it is not.
  const open = ['guard', 'gate_select', 'gate_delete'].map((name) => `drop policy rowseal_${name} on app.notes`);
  expect(await ran(admin, suite(...open))).toEqual(['not ok: app.notes is isolated']);
});

test('another version of the kit is replaced, and the login of a suite goes on', async () => {
  await installTestKit(adminUrl, suiteRole);
  await admin.unsafe(`
    drop function rowseal_test.leave() cascade;
    create function rowseal_test.leave(how text) returns integer language sql as 'select 1';
    drop function rowseal_test.attempt(text) cascade;
    create function rowseal_test.attempt(statement text, out rows integer) language sql as 'select 1'`);
  await installTestKit(adminUrl);
  const left = await admin`select from pg_proc where oid = to_regprocedure('rowseal_test.leave(text)')`;
  expect(left).toHaveLength(0);
  const url = new URL(adminUrl);
  url.username = suiteRole;
  const suite = connect(url.href, { max: 1 });
  expect(await ran(suite, SUITE)).toEqual(PASSES);
  await suite.end();
});

test('the kit can be taken out', async () => {
  // A run of mutants that broke off is undone first.
  await admin`select rowseal_test.weaken('app.notes', 'row-level security is disabled')`;
  await removeTestKit(adminUrl);
  expect(await admin`select from pg_class where oid = 'app.notes'::regclass and relrowsecurity`).toHaveLength(1);
  expect(await admin`select from pg_namespace where nspname = 'rowseal_test'`).toHaveLength(0);
});
