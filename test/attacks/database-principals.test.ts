import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson } from '#test/support/people.ts';

// A login role that a DBA has bound to a person: whoever holds its password sends arbitrary SQL over connections of their own.
const db = await freshDatabase();
const { admin } = db;
const acme = await createPerson(admin, 'acme', 'owner');
const globex = await createPerson(admin, 'globex', 'owner');
const suffix = randomBytes(4).toString('hex');
const [reads, writes, other] = [`reads_${suffix}`, `writes_${suffix}`, `other_${suffix}`];
const roles = [reads, writes, other];
for (const role of roles) {
  await admin.unsafe(`create role ${role} login password 'secret'; grant connect on database ${db.name} to ${role}`);
}
for (const { entry } of [acme, globex]) {
  await admin`
    insert into app.notes (workspace_id, author_id, title)
    select membership.workspace_id, membership.user_id, workspace.slug
      from rowseal.memberships as membership
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
     where membership.user_id = ${entry.sub}`;
}
afterAll(async () => {
  for (const role of roles) {
    await admin`select rowseal.unbind_role(${role})`;
    await admin.unsafe(`drop owned by ${role}; drop role ${role}`);
  }
});

const bind = (role: string, person: typeof acme, more: { writes?: boolean; seconds?: number } = {}) => admin`
  select rowseal.bind_role(${role}, ${person.entry.sub}, membership.workspace_id,
           expires_at => clock_timestamp() + make_interval(secs => ${more.seconds ?? 3600}), writes => ${more.writes ?? false})
    from rowseal.memberships as membership where membership.user_id = ${person.entry.sub}`;

beforeEach(async () => {
  await bind(reads, acme);
  await bind(writes, acme, { writes: true });
  await bind(other, globex);
});

const TITLES = 'select title from app.notes';

/** Logs in as a role, as psql does. */
async function logIn(role: string, { databaseUrl = db.adminUrl, options = '' } = {}) {
  const url = databaseUrl.replace(/\/\/[^@/]*@/, `//${role}:secret@`);
  const client = new pg.Client({ connectionString: url, options });
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end().catch(() => {}));
  return client;
}

const titles = async (client: pg.Client, text = TITLES) => (await client.query(text)).rows.map(({ title }) => title);
const refusal = (client: pg.Client, text: string) =>
  client.query(text).then(
    () => 'no refusal',
    (error) => error.code,
  );
/** Takes the person out of the workspace for the rest of a test. */
async function removed(person: typeof acme) {
  await admin`update rowseal.users set disabled_at = now() where id = ${person.entry.sub}`;
  onTestFinished(async () => {
    await admin`update rowseal.users set disabled_at = null where id = ${person.entry.sub}`;
  });
}

test('a table that asks for an assurance is closed to a role, behind which there is nobody to show one', async () => {
  const protect = (more: string) =>
    admin.unsafe(`select rowseal.protect('app.notes', 'workspace_id', 'notes:read', 'notes:write'${more})`);
  const [reader, writer] = [await logIn(reads), await logIn(writes)];
  const removal = `delete from app.notes where title = 'none of that title'`;
  for (const fresh of ['', ", fresh => '5 minutes'"]) {
    await protect(`, assured => '{delete}', assurance => 2${fresh}`);
    expect([await refusal(writer, removal), await titles(reader)]).toEqual(['RS051', ['acme']]);
    await protect(`, assured => '{select}', assurance => 1${fresh}`);
    expect(await refusal(reader, TITLES)).toBe('RS051');
  }
  // The control: a table that asks for none.
  await protect('');
  expect([await refusal(writer, removal), await titles(reader)]).toEqual(['no refusal', ['acme']]);
});

test('the control: a role reads the rows of its workspace, and a writing one changes them', async () => {
  const [reader, writer, stranger] = [await logIn(reads), await logIn(writes), await logIn(other)];
  expect(await titles(reader)).toEqual(['acme']);
  expect(await titles(stranger)).toEqual(['globex']);
  const added = await titles(writer, `insert into app.notes (title) values ('added') returning title`);
  expect(added).toEqual(['added']);
  await writer.query(`delete from app.notes where title = 'added'`);
  expect(await refusal(reader, `insert into app.notes (title) values ('added')`)).toBe('25006');
  expect(await refusal(reader, `begin read write; insert into app.notes (title) values ('added')`)).toBe('42501');
});

describe('SQL of its own makes it nobody else', () => {
  // The control: by SQL that may be run it reads its own rows, above and below.
  test.each([
    ['SET ROLE to the requests', 'set role rowseal_user', '42501'],
    ['SET ROLE to the readers', 'set role rowseal_reader', '42501'],
    ['SET ROLE to the owner', 'set role rowseal_owner', '42501'],
    ['SET ROLE to the backup', 'set role rowseal_backup', '42501'],
    ['SET ROLE to another bound role', `set role ${other}`, '42501'],
    ['SET SESSION AUTHORIZATION', `set session authorization ${other}`, '42501'],
    ['row_security off', `set row_security = off; ${TITLES}`, '42501'],
    ['temporary objects', 'begin read write; create temporary table notes (title text)', '42501'],
    ['a schema', 'begin read write; create schema mine', '42501'],
    ['entering by a token', `select rowseal.enter_with_token('rsp_x', null)`, '42501'],
    ['binding itself', `select rowseal.bind_role('${reads}', '${globex.entry.sub}', rowseal.workspace_id())`, '42501'],
    ['the bindings', 'select * from rowseal_private.database_principals', '42501'],
    ['COPY FROM', 'begin read write; copy app.notes (title) from stdin', '42501'],
    ['repeatable read', `begin isolation level repeatable read; ${TITLES}`, 'RS016'],
    ['serializable', `begin isolation level serializable; ${TITLES}`, 'RS016'],
    ['a context of its own', `set rowseal.context = '${'0'.repeat(260)}'; ${TITLES}`, '28000'],
  ])('%s is refused', async (_, text, code) => {
    expect(await refusal(await logIn(reads), text)).toBe(code);
  });

  test.each([
    ['RESET ROLE', 'reset role'],
    ['RESET SESSION AUTHORIZATION', 'reset session authorization'],
    ['RESET ALL', 'reset all'],
    ['DISCARD ALL', 'discard all'],
    ['an empty context', `set rowseal.context = ''`],
    ['a search path', 'set search_path = app, pg_temp'],
    ['settings of the role', `begin read write; alter role ${reads} set search_path = app; commit`],
  ])('%s leaves it who it is', async (_, text) => {
    const client = await logIn(reads);
    await client.query(text);
    expect(await titles(client)).toEqual(['acme']);
    expect(await titles(client, `${TITLES} where title = 'globex'`)).toEqual([]);
  });

  test('the context of a session that entered is of no use to it', async () => {
    const gateway = new pg.Client({ connectionString: db.gatewayUrl });
    await gateway.connect();
    onTestFinished(() => gateway.end());
    await gateway.query('begin');
    const { sub, sid, workspace, scope, exp, seal_key, seal } = globex.entry;
    await gateway.query('select rowseal.enter($1, $2, $3, $4, $5, $6, $7, $8, null, null)', [
      ...[sub, sid, workspace, scope, exp, seal_key, Buffer.from(seal, 'hex'), 'globex'],
    ]);
    const { rows } = await gateway.query(`select current_setting('rowseal.context') as context`);
    const client = await logIn(reads);
    await client.query('begin');
    await client.query(`select set_config('rowseal.context', $1, true)`, [rows[0].context]);
    expect(await refusal(client, TITLES)).toBe('28000');
  });

  test('another isolation as the default is refused', async () => {
    const client = await logIn(reads);
    await client.query(`set default_transaction_isolation = 'repeatable read'`);
    expect(await refusal(client, TITLES)).toBe('RS016');
  });

  test('startup options give it nothing', async () => {
    const planted = await logIn(reads, { options: `-c rowseal.context=${'0'.repeat(260)}` });
    expect(await refusal(planted, TITLES)).toBe('28000');
    const isolated = await logIn(reads, { options: '-c default_transaction_isolation=serializable' });
    expect(await refusal(isolated, TITLES)).toBe('RS016');
  });
});

test('in another database, where it is not bound, it is nobody', async () => {
  const second = await freshDatabase();
  await second.admin.unsafe(
    `grant connect on database ${second.name} to ${reads}; grant usage on schema app to rowseal_reader`,
  );
  const client = await logIn(reads, { databaseUrl: second.adminUrl });
  // The control: in the first one it is somebody.
  expect(await titles(await logIn(reads))).toEqual(['acme']);
  expect(await refusal(client, TITLES)).toBe('RS008');
});

describe('bound for reading, it writes nothing through a function of the application', () => {
  const ADDED = `select app.add_note('planted')`;
  beforeAll(async () => {
    await admin.unsafe(`
      create function app.add_note(title text) returns text language plpgsql volatile security definer
        set search_path = ''
      as 'begin insert into app.notes (title) values (add_note.title); return add_note.title; end'`);
  });
  afterAll(() => admin.unsafe('drop function app.add_note(text)'));

  test('the control: for a writing role it does', async () => {
    expect((await (await logIn(writes)).query(ADDED)).rows).toEqual([{ add_note: 'planted' }]);
    expect((await admin`delete from app.notes where title = 'planted' returning title`).length).toBe(1);
  });

  test.each([
    ['as the role begins', ADDED, '25006'],
    ['in a transaction that may write', `begin read write; ${ADDED}`, 'RS073'],
    ['read-write once it has read', `begin; ${TITLES}; set transaction read write; ${ADDED}`, '25001'],
    [
      'by a block that commits',
      `do $$ begin commit; set transaction read write; perform app.add_note('x'); end $$`,
      'RS073',
    ],
    [
      'read-only for the context alone',
      `begin read write; do $$ begin
         begin set local transaction_read_only = on; perform rowseal.workspace_id(); exception when sqlstate 'XX999' then end;
         perform app.add_note('x'); end $$`,
      'RS073',
    ],
    [
      'read-only in a savepoint',
      `begin read write; savepoint s; set transaction read only; ${TITLES}; release s; ${ADDED}`,
      'RS073',
    ],
  ])('%s', async (_, text, code) => {
    const client = await logIn(reads);
    expect(await refusal(client, text)).toBe(code);
    await client.query('rollback');
    expect((await admin`select from app.notes where title = 'planted'`).length).toBe(0);
  });

  test('with the default that its binding set changed, it reads nothing', async () => {
    const client = await logIn(reads, { options: '-c default_transaction_read_only=off' });
    expect(await refusal(client, TITLES)).toBe('RS073');
    expect(await refusal(client, ADDED)).toBe('RS073');
    // The control.
    await client.query('begin read only');
    expect(await titles(client)).toEqual(['acme']);
  });
});

test('once its binding ended by itself, unbinding takes what is granted to all such roles', async () => {
  await admin.unsafe(`create table app.rates (rate numeric); insert into app.rates values (1);
    grant select on app.rates to rowseal_reader`);
  onTestFinished(async () => {
    await admin.unsafe('drop table app.rates');
  });
  const client = await logIn(reads);
  await removed(acme);
  // The control: it is nobody, and reads what no policy guards.
  expect(await refusal(client, TITLES)).toBe('RS008');
  expect((await client.query('select rate from app.rates')).rows).toEqual([{ rate: '1' }]);
  const found = await admin`select kind, sql from rowseal_audit.findings where object = ${reads}`;
  expect(found.map(({ kind }) => kind)).toEqual(['group_without_binding']);
  const ended = new Promise((resolve) => client.once('end', resolve));
  await admin.unsafe(found[0]?.['sql']);
  await ended;
  expect(await refusal(await logIn(reads), 'select rate from app.rates')).toBe('42501');
});

describe('a revocation counts from the next statement on', () => {
  test('in a transaction that is open, for a prepared statement too', async () => {
    const client = await logIn(reads);
    await client.query('begin');
    await client.query(`prepare kept as ${TITLES}`);
    // The control.
    expect(await titles(client, 'execute kept')).toEqual(['acme']);
    await removed(acme);
    expect(await refusal(client, 'execute kept')).toBe('RS008');
  });

  test('in the middle of a block', async () => {
    const client = await logIn(reads);
    const block = client.query(`
      do $$ declare n bigint; begin
        for i in 1..600 loop select count(*) into n from app.notes; perform pg_sleep(0.05); end loop;
      end $$`);
    const ended = expect(block).rejects.toMatchObject({ code: 'RS008' });
    await sleep(200);
    await removed(acme);
    await ended;
  });

  test('by the clock, when the binding expires', async () => {
    await bind(reads, acme, { seconds: 2 });
    const client = await logIn(reads);
    expect(await titles(client)).toEqual(['acme']);
    await expect.poll(() => refusal(client, TITLES), { timeout: 10_000 }).toBe('RS072');
  });

  test('a transaction with an older snapshot is none that reads', async () => {
    const client = await logIn(reads);
    await client.query('begin isolation level repeatable read; select 1');
    await removed(acme);
    expect(await refusal(client, TITLES)).toBe('RS016');
  });
});

describe('unbinding ends sessions, with what they have open', () => {
  test.each([
    ['a cursor', `begin; declare kept cursor for ${TITLES}`],
    ['a cursor with hold', `begin; declare kept cursor with hold for ${TITLES}; commit`],
    ['a prepared statement', `prepare kept as ${TITLES}`],
    ['nothing', 'select 1'],
  ])('%s', async (_, text) => {
    const client = await logIn(reads);
    await client.query(text);
    const ended = new Promise((resolve) => client.once('end', resolve));
    await admin`select rowseal.unbind_role(${reads})`;
    await ended;
    const again = await logIn(reads);
    expect(await refusal(again, TITLES)).toBe('42501');
    // The control: bound anew, it reads.
    await bind(reads, acme);
    expect(await titles(await logIn(reads))).toEqual(['acme']);
  });

  test('what a writing role has prepared is named, with the statement that undoes it', async () => {
    const client = await logIn(writes);
    const gid = `kept_${suffix}`;
    await client.query(`begin; insert into app.notes (title) values ('prepared'); prepare transaction '${gid}'`);
    const told: { message?: string | undefined; hint?: string | undefined }[] = [];
    const dba = new pg.Client({ connectionString: db.adminUrl });
    dba.on('notice', (notice) => told.push(notice));
    await dba.connect();
    onTestFinished(() => dba.end());
    await dba.query('select rowseal.unbind_role($1)', [writes]);
    expect(told).toMatchObject([{ message: expect.stringContaining('prepared'), hint: `rollback prepared '${gid}'` }]);
    await dba.query(told[0]?.hint ?? 'no SQL');
    expect((await admin`select from app.notes where title = 'prepared'`).length).toBe(0);
    // The control: nothing is prepared any more.
    await bind(writes, acme, { writes: true });
    await dba.query('select rowseal.unbind_role($1)', [writes]);
    expect(told).toHaveLength(1);
  });

  test('a role that was dropped and made anew by the same name is nobody', async () => {
    const role = `again_${suffix}`;
    const make = () =>
      admin.unsafe(`create role ${role} login password 'secret'; grant connect on database ${db.name} to ${role}`);
    await make();
    await bind(role, acme);
    expect(await titles(await logIn(role))).toEqual(['acme']);
    await admin.unsafe(`drop owned by ${role}; drop role ${role}`);
    await make();
    await admin.unsafe(`grant rowseal_reader to ${role}`);
    onTestFinished(async () => {
      await admin`select rowseal.unbind_role(${role})`;
      await admin.unsafe(`drop owned by ${role}; drop role ${role}`);
    });
    expect(await refusal(await logIn(role), TITLES)).toBe('RS008');
  });
});

describe('a writing role is a limited credential', () => {
  test.each([
    ['an account', `select rowseal.change_name('x')`],
    ['a workspace', `select rowseal.create_workspace('more', 'More')`],
    ['members', `select rowseal.set_member_role('${acme.entry.sub}', 'viewer')`],
    ['invitations', `select rowseal.invite_member('x@acme.test', 'owner')`],
    ['roles', `select rowseal.define_role('all', '{notes:read}')`],
  ])('%s is not for it', async (_, text) => {
    const client = await logIn(writes);
    // The control: what it may, it does.
    expect(await titles(client)).toEqual(['acme']);
    expect(await refusal(client, text)).toBe('42501');
  });
});
