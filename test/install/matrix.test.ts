import { afterAll, beforeAll, expect, test } from 'vitest';
import { installTestKit } from '#server/install/test-kit.ts';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';

const { admin, adminUrl, name } = await freshDatabase({ tap: true });
const suiteRole = `matrix_suite_${process.pid}`;

const NOTES = `
app.notes | nobody | select RS008 | insert RS008 | update RS008 | delete RS008
app.notes | owner | select workspace | insert workspace | update workspace | delete workspace
app.notes | admin | select workspace | insert workspace | update workspace | delete workspace
app.notes | member | select workspace | insert workspace | update workspace | delete workspace
app.notes | viewer | select workspace | insert RS006 | update RS006 | delete RS006
app.notes | all but notes:read | select RS006 | insert workspace | update RS006 | delete workspace
app.notes | all but notes:write | select workspace | insert RS006 | update RS006 | delete RS006`;

beforeAll(async () => {
  await admin.unsafe(`create role ${suiteRole} login in role rowseal_user; grant usage on schema tap to ${suiteRole};
    grant temporary on database "${name}" to ${suiteRole}`);
  await installTestKit(adminUrl, suiteRole);
});
afterAll(async () => {
  await admin.unsafe(`drop owned by ${suiteRole}; drop role ${suiteRole}`);
});

/** The lines of the matrix of some tables, which exist for this long. */
async function matrixOf(making: string, ...relations: string[]): Promise<string[]> {
  let lines: string[] = [];
  const undo = new Error('undo');
  await admin
    .begin(async (sql) => {
      await sql.unsafe(making);
      const rows = await sql<{ line: string }[]>`
        select rowseal_test.matrix(variadic ${relations}::text[]::regclass[]) as line`;
      lines = rows.map(({ line }) => line);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return lines;
}

/** The line of one persona. */
const lineOf = (lines: readonly string[], persona: string) =>
  lines.find((line) => line.split(' | ')[1] === persona)?.replace(/^.*? \| .*? \| /, '');

const TABLE = `create schema tenant; grant usage on schema tenant to rowseal_user;
  create table tenant.t (
    ws uuid not null default rowseal.workspace_id() references rowseal.workspaces, id uuid not null default rowseal.uuidv7(),
    author uuid not null default rowseal.user_id() references rowseal.users, title varchar(4) not null, primary key (ws, author, id)
  );
  grant select, insert, update, delete on tenant.t to rowseal_user;`;
const PROTECTED = "'ws', 'notes:read', 'notes:write'";

test('the matrix says what each persona reaches by each command, and leaves nothing behind', async () => {
  const before = await admin`select count(*) from rowseal.users`;
  const rows = await admin<{ line: string }[]>`select rowseal_test.matrix() as line`;
  expect(rows.map(({ line }) => line)).toEqual(NOTES.trim().split('\n'));
  expect(await admin`select count(*) from rowseal.users`).toEqual(before);
  expect(await admin`select from app.notes`).toHaveLength(0);
});

test('a suite whose login is no superuser gets the same', async () => {
  const url = new URL(adminUrl);
  url.username = suiteRole;
  const suite = connect(url.href);
  const rows = await suite<{ line: string }[]>`select rowseal_test.matrix('app.notes') as line`;
  expect(rows.map(({ line }) => line)).toEqual(NOTES.trim().split('\n'));
  await suite.end();
});

test('a difference is shown cell by cell', async () => {
  const differing = async (making: string, expected = NOTES) => {
    let lines: string[] = [];
    const undo = new Error('undo');
    await admin
      .begin(async (sql) => {
        await sql.unsafe(`${making}; set local search_path = tap, pg_catalog; select no_plan()`);
        const [row] = await sql<{ tap: string }[]>`select rowseal_test.matrix_is(${expected}) as tap`;
        lines = (row?.tap ?? '').split('\n');
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    return lines;
  };
  const title = '1 - who reaches what is as it was committed';
  // The control.
  expect(await differing('select 1')).toEqual([`ok ${title}`]);
  const open = await differing('alter policy rowseal_gate_delete on app.notes using (true)');
  expect(open[0]).toBe(`not ok ${title}`);
  // The guard goes on holding rows of another workspace.
  expect(open.filter((line) => line.startsWith('# app'))).toEqual([
    '# app.notes: delete of all but notes:write reaches workspace, expected: RS006',
    '# app.notes: delete of nobody reaches none, expected: RS008',
    '# app.notes: delete of viewer reaches workspace, expected: RS006',
  ]);
  const gone = await differing('select 1', NOTES.replace(/^.*viewer.*$/m, '# a comment'));
  expect(gone.filter((line) => / of viewer /.test(line))).toHaveLength(4);
  expect(gone).toContain('# app.notes: select of viewer reaches workspace, expected: nothing');
});

test('rows that are for their owner, private rows and overrides are told apart', async () => {
  const owned = await matrixOf(
    `${TABLE} select rowseal.protect('tenant.t', ${PROTECTED}, owner => 'author', override => 'members:write')`,
    'tenant.t',
  );
  expect(lineOf(owned, 'member')).toBe('select workspace | insert workspace | update own | delete own');
  expect(lineOf(owned, 'owner')).toBe('select workspace | insert workspace | update workspace | delete workspace');
  expect(lineOf(owned, 'all but members:write')).toBe('select workspace | insert workspace | update own | delete own');
  const hidden = await matrixOf(
    `${TABLE} select rowseal.protect('tenant.t', ${PROTECTED}, owner => 'author', owned => '{select,insert,update,delete}', missing => 'hide')`,
    'tenant.t',
  );
  expect(lineOf(hidden, 'member')).toBe('select own | insert own | update own | delete own');
  expect(lineOf(hidden, 'all but notes:read')).toMatch(/^select none \| insert own \| update none/);
});

test('rows are generated in children, in partitions, for tenants with a key, and where requests insert nothing', async () => {
  const child = await matrixOf(
    `${TABLE} select rowseal.protect('tenant.t', ${PROTECTED});
    create table tenant.child (ws uuid not null default rowseal.workspace_id(), id uuid not null default rowseal.uuidv7(), author uuid not null, parent uuid not null,
      primary key (ws, id), foreign key (ws, author, parent) references tenant.t (ws, author, id));
    grant select, insert, delete on tenant.child to rowseal_user;
    select rowseal.protect('tenant.child', ${PROTECTED}, parent => 'tenant.t')`,
    'tenant.child',
  );
  expect(lineOf(child, 'member')).toBe('select workspace | insert workspace | update 42501 | delete workspace');
  const keyed = await matrixOf(
    `${TABLE} create table tenant.keyed (org bigint not null, id uuid default gen_random_uuid(), kind text not null check (kind in ('a', 'b')), primary key (org, id)) partition by hash (org);
    create table tenant.keyed_0 partition of tenant.keyed for values with (modulus 1, remainder 0);
    grant select, insert, update, delete on tenant.keyed to rowseal_user;
    select rowseal.protect('tenant.keyed', 'org', 'notes:read', 'notes:write');
    select rowseal_test.give('tenant.keyed', 'kind', '''b''')`,
    'tenant.keyed',
  );
  expect(lineOf(keyed, 'member')).toBe('select workspace | insert workspace | update workspace | delete workspace');
  const readOnly = await matrixOf(
    `${TABLE} revoke insert, update, delete on tenant.t from rowseal_user; select rowseal.protect('tenant.t', ${PROTECTED})`,
    'tenant.t',
  );
  expect(lineOf(readOnly, 'owner')).toBe('select workspace | insert 42501 | update 42501 | delete 42501');
  const shared = await matrixOf(
    `${TABLE} create table tenant.colours (code text primary key); grant select on tenant.colours to rowseal_user;
    select rowseal.protect('tenant.colours', read => 'notes:read', shared => true)`,
    'tenant.colours',
  );
  expect(lineOf(shared, 'viewer')).toBe('select everything | insert 42501 | update 42501 | delete 42501');
});

test('a row that cannot be generated is an error that says how to help', async () => {
  await expect(
    matrixOf(
      `${TABLE} alter table tenant.t add check (title = 'x'); select rowseal.protect('tenant.t', ${PROTECTED})`,
      'tenant.t',
    ),
  ).rejects.toThrow(/^no row of tenant\.t can be generated: .*t_title_check/);
});
