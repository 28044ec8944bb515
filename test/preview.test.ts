import type postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { accessChanges } from './support/access-changes.ts';
import { freshDatabase } from './support/database.ts';
import { TABLES, WORLD } from './support/situations.ts';

const { admin, name } = await freshDatabase();
await admin.unsafe(WORLD);
await admin`update rowseal.users set disabled_at = now() where email = 'disabled@acme.test'`;
// So that a rule of an application's own chooses some rows of each workspace.
for (const table of TABLES) await admin.unsafe(`update ${table} set x = id % 2`);
// What the gateway reaches is found out in the session of the administrator, and all of it in one statement.
await admin.unsafe(`
  create schema probe; grant usage on schema probe to public;
  create function probe.amount(statement text) returns bigint language plpgsql as $$
  declare v_rows bigint;
  begin
    begin
      execute statement;
      get diagnostics v_rows = row_count;
      raise exception 'undone' using errcode = 'ZZ001';
    exception
      when sqlstate 'ZZ001' then return v_rows;
      when others then return 0;
    end;
  end $$;
  grant execute on function probe.amount(text) to public`);

/** Role by role, somebody who has it, and where. */
const PEOPLE = [
  ['owner', 'a', '1'],
  ['admin', 'b', '1'],
  ['member', 'c', '1'],
  ['viewer', 'd', '1'],
] as const;
const idOf = (letter: string) => `00000000-0000-0000-0000-0000000000${letter}${letter}`;
/** How many people there are of each role. */
const NUMBER: Record<string, number> = { owner: 2, admin: 1, member: 1, viewer: 1 };
const COMMANDS = ['select', 'insert', 'update', 'delete'] as const;
const OWN_ROWS = 6;

type Levels = Record<string, string>;

/** How far each role reaches into each table, found out by trying. */
async function reached(sql: postgres.TransactionSql): Promise<Levels> {
  const levels: Levels = {};
  const present = await sql<{ name: string }[]>`
    select oid::regclass::text as name from pg_class where relnamespace = 'shop'::regnamespace and relkind = 'r' order by 1`;
  for (const [role, letter] of PEOPLE) {
    const tries = present.flatMap(({ name }) =>
      COMMANDS.flatMap((command) =>
        statements(name, command, idOf(letter)).map((statement) => ({ name, command, statement })),
      ),
    );
    await sql`savepoint person`;
    await sql`discard plans`;
    const [claims] = await sql<Record<string, string>[]>`
      select claims.* from rowseal_private.open_session(
        ${idOf(letter)}, null, null, '192.0.2.1', 'x', proofs => jsonb_build_object('password', now(), 'totp', now())) as claims`;
    await sql`set local session authorization rowseal_gateway`;
    await sql`select rowseal.enter(${claims?.['sub'] ?? ''}, ${claims?.['sid'] ?? ''}, null, null, ${claims?.['exp'] ?? ''},
      ${claims?.['seal_key'] ?? ''}, ${claims?.['seal'] ?? ''}, 'acme', null, null)`;
    const found = await sql<{ amount: string }[]>`
      select probe.amount(statement) as amount from unnest(${tries.map(({ statement }) => statement)}::text[]) with ordinality as t (statement, place)
       order by place`;
    await sql`reset session authorization`;
    await sql`rollback to savepoint person`;
    for (const { name } of present)
      for (const command of COMMANDS) {
        const amounts = found
          .filter((_, at) => tries[at]?.name === name && tries[at]?.command === command)
          .map(({ amount }) => Number(amount));
        levels[`${role} ${command} ${name}`] = command === 'insert' ? ofInsert(amounts) : ofRows(amounts[0] ?? 0);
      }
  }
  return levels;
}

const ofRows = (amount: number) =>
  amount === 0 ? 'none' : amount < OWN_ROWS ? 'some' : amount === OWN_ROWS ? 'workspace' : 'every';
const ofInsert = ([own = 0, others = 0, foreign = 0]: number[]) =>
  own === 0 ? 'none' : foreign > 0 ? 'every' : others > 0 ? 'workspace' : 'some';

function statements(table: string, command: string, mine: string): string[] {
  const other = mine === idOf('a') ? idOf('b') : idOf('a');
  const place = (author: string) => 'abcdef'.indexOf(author.at(-1) ?? 'a') + 1;
  const insertion = (ws: string, author: string, base: number) =>
    table === 'shop.prices'
      ? `insert into shop.prices (id, author) values (900, '${author}')`
      : table === 'shop.bills'
        ? `insert into shop.bills (ws, id, author) values (${ws}, 900, '${author}')`
        : table === 'shop.lines'
          ? `insert into shop.lines (ws, id, author, parent) values ('${idOf(ws)}', 900, '${author}', ${base + place(author)})`
          : `insert into ${table} (ws, id, author) values ('${idOf(ws)}', 900, '${author}')`;
  switch (command) {
    case 'insert':
      return [insertion('1', mine, 0), insertion('1', other, 0), insertion('2', other, 100)];
    case 'update':
      return [`update ${table} set x = 1`];
    case 'delete':
      return [`delete from ${table}`];
    default:
      return [`select from ${table}`];
  }
}

const LONG = Boolean(process.env['ROWSEAL_LONG']);
const CHANGES = accessChanges(100).filter((_, at) => LONG || at % 5 === 0);

/** Does something in a transaction that is taken back. */
async function undone<T>(work: (sql: postgres.TransactionSql) => Promise<T>): Promise<T> {
  const undo = new Error('undo');
  let result: T | undefined;
  await admin
    .begin(async (sql) => {
      result = await work(sql);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return result as T;
}

interface Difference {
  change: string;
  object: string;
  command: string | null;
  role: string;
  people: string | null;
  was: string;
  becomes: string;
}

const named = (row: Omit<Difference, 'change'> & { change: string }) =>
  `${row.people} ${row.role} ${row.change}: ${row.command} on ${row.object}, ${row.was} → ${row.becomes}`;
const RANKS = ['none', 'some', 'workspace', 'every'];

describe('rowseal_audit.preview', async () => {
  const before = await undone(reached);

  test('the control: tables reach as far as they should', () => {
    expect(before['member update shop.orders']).toBe('some');
    expect(before['owner update shop.orders']).toBe('workspace');
    expect(before['viewer update shop.orders']).toBe('none');
    expect(new Set(Object.keys(before).map((key) => key.split(' ')[2]))).toEqual(new Set(TABLES));
  });

  test.each([
    ['begin; create table shop.z (); commit', 'RS135'],
    ['commit', 'RS135'],
    ['do $do$ begin commit; end $do$', 'RS135'],
    ['create index concurrently on shop.orders (x)', 'RS135'],
    [`copy shop.orders to program 'cat > /dev/null'`, 'RS135'],
    [`copy (select 1) to /* a comment; */ program 'true'`, 'RS135'],
    [`do $do$ begin execute 'copy (select 1) to program ''true'''; end $do$`, 'RS135'],
    [`copy shop.orders to '/tmp/orders'`, 'RS135'],
    ['create extension dblink', 'RS135'],
    [`select dblink_exec('host=localhost', 'create table z ()')`, 'RS135'],
    ['create server elsewhere foreign data wrapper postgres_fdw', 'RS135'],
    [`create subscription s connection 'host=localhost' publication p`, 'RS135'],
    ['select pg_advisory_lock(1)', 'RS135'],
    ['alter system set work_mem = 1', 'RS135'],
    [`prepare transaction 'x'`, 'RS135'],
    ['select pg_terminate_backend(1)', 'RS135'],
    [`do $do$ begin raise exception using errcode = 'RS136'; end $do$`, 'RS136'],
    ['select 1 / 0', '22012'],
  ])('refuses %s', async (sql, code) => {
    await expect(admin`select * from rowseal_audit.preview(${sql})`).rejects.toMatchObject({ code });
  });

  test('leaves nothing: no object, no lock, no setting, no role', async () => {
    await undone(async (sql) => {
      const state = () => sql`
        select current_user::text as who, current_setting('search_path') as path, current_setting('lock_timeout') as lock,
               current_setting('work_mem') as memory, to_regclass('shop.left') is null as gone,
               (select count(*) from pg_locks where pid = pg_backend_pid() and mode = 'AccessExclusiveLock') as locks`;
      const before = await state();
      await sql`
        select * from rowseal_audit.preview(${`create table shop.left (); alter table shop.orders add column y int;
          select set_config('work_mem', '7MB', false); set search_path = shop; set local role rowseal_user`})`;
      expect(await state()).toEqual(before);
    });
  });

  test('says where people have to prove better or less well who they are', async () => {
    const told = await undone(
      (sql) => sql<Difference[]>`
        select change, object, command, was, becomes
          from rowseal_audit.preview(${`
            select rowseal.protect('shop.frozen', 'ws', 'orders:read', 'orders:write', assured => '{update}', assurance => 2);
            select rowseal.protect('shop.safes', 'ws', 'orders:read', 'orders:write', assured => '{insert,update}',
              assurance => 2, fresh => '1 day');
            select rowseal.protect('shop.bills', 'ws', 'orders:read', 'orders:write', assured => '{delete}', assurance => 1,
              fresh => '5 minutes')`})
         where people is null and change in ('strengthens', 'weakens') order by object collate "C", command`,
    );
    // Requests may not update shop.frozen, whatever they prove.
    expect(told.map(({ change, command, object, was, becomes }) => [change, command, object, was, becomes])).toEqual([
      ['strengthens', 'delete', 'shop.bills', 'none', 'level 1, within 300 s'],
      ['weakens', 'delete', 'shop.safes', 'level 2, within 300 s', 'none'],
      ['weakens', 'insert', 'shop.safes', 'level 2, within 300 s', 'level 2, within 86400 s'],
      ['weakens', 'update', 'shop.safes', 'level 2, within 300 s', 'level 2, within 86400 s'],
    ]);
  });

  test('finds names by the search_path of its caller', async () => {
    const told = await undone(async (sql) => {
      await sql`set local search_path = shop`;
      return sql<Difference[]>`select * from rowseal_audit.preview('revoke select on orders from rowseal_user')`;
    });
    expect(told.filter(({ command }) => command === 'select').map(({ object }) => object)).toContain('shop.orders');
  });

  test('waits for a table that is in use no longer than a second', async () => {
    await undone(async (sql) => {
      await sql`lock table shop.orders in access share mode`;
      await expect(admin`select * from rowseal_audit.preview('drop table shop.orders cascade')`).rejects.toMatchObject({
        code: '55P03',
      });
    });
  });

  test('is for the owner of the database, who runs as nobody else', async () => {
    await undone(async (sql) => {
      await sql`set local session authorization rowseal_gateway`;
      await expect(
        sql`savepoint s`.then(() => sql`select * from rowseal_audit.preview('select 1')`),
      ).rejects.toMatchObject({
        code: '42501',
      });
    }).catch(() => {});
    await undone(async (sql) => {
      await sql.unsafe(`create role preview_owner; grant create on database ${name} to preview_owner;
        alter database ${name} owner to preview_owner; set local role preview_owner`);
      const denied = sql.savepoint((inner) => inner`select * from rowseal_audit.preview('drop table shop.orders')`);
      await expect(denied).rejects.toMatchObject({ code: '42501' });
      const found = await sql`select * from rowseal_audit.preview('create schema mine; create table mine.t (id int);
        grant usage on schema mine to rowseal_user; grant select on mine.t to rowseal_user')`;
      expect(found.map(({ change, object }) => `${change} ${object}`)).toContain('gains mine.t');
    });
  });

  test.each(CHANGES.map((change) => [change.replace(/\s+/g, ' ')]))(
    'tells what really changes by: %s',
    async (change) => {
      const told = await undone((sql) => sql<Difference[]>`select * from rowseal_audit.preview(${change})`);
      const after = await undone(async (sql) => {
        await sql.unsafe(change);
        return reached(sql);
      });
      const differs = [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
        const [role = '', command = '', object = ''] = key.split(' ');
        const [was, becomes] = [before[key] ?? 'none', after[key] ?? 'none'];
        if (was === becomes) return [];
        return [
          named({
            change: RANKS.indexOf(becomes) > RANKS.indexOf(was) ? 'gains' : 'loses',
            object,
            command,
            role,
            people: String(NUMBER[role]),
            was,
            becomes,
          }),
        ];
      });
      expect(
        told
          .filter(({ people }) => people !== null)
          .map(named)
          .sort(),
      ).toEqual(differs.sort());
    },
  );
});
