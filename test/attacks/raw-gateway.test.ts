import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';

// Somebody who holds a connection of a door and runs whatever SQL they like on it.
const db = await freshDatabase();
const gateway = connect(db.gatewayUrl, { max: 2 });
const issuer = connect(db.issuerUrl);
afterAll(() => Promise.all([gateway.end(), issuer.end()]));

let ada: Person;
let gus: Person;

beforeAll(async () => {
  ada = await createPerson(db.admin, 'acme', 'owner');
  gus = await createPerson(db.admin, 'globex', 'owner');
  for (const { entry, workspaceId } of [ada, gus]) {
    await db.admin`insert into app.notes (workspace_id, author_id, title) values (${workspaceId}, ${entry.sub}, 'secret')`;
  }
});

type Connection = postgres.Sql | postgres.TransactionSql;

function enter(sql: Connection, { entry }: Person) {
  return sql`select rowseal.enter(${entry.sub}, ${entry.sid}, ${entry.workspace ?? null}, ${entry.scope ?? null}, ${entry.exp},
                                  ${entry.seal_key}, ${Buffer.from(entry.seal, 'hex')}, ${entry.wanted ?? null})`;
}

const notes = async (sql: Connection) =>
  (await sql`select workspace_id from app.notes`).map((row) => row['workspace_id']);
const context = async (sql: Connection) =>
  (await sql`select current_setting('rowseal.context') as c`)[0]?.['c'] as string;

describe('without entering', () => {
  test('no row is seen, and no write runs', async () => {
    await expect(notes(gateway)).rejects.toMatchObject({ code: 'RS008' });
    await expect(gateway`insert into app.notes (title) values ('x')`).rejects.toMatchObject({ code: 'RS008' });
    await expect(gateway`update app.notes set title = 'x'`.then((rows) => rows.count)).rejects.toMatchObject({
      code: 'RS008',
    });
    expect((await db.admin`select from app.notes where title = 'secret'`).length).toBe(2);
  });

  test('entering is what opens: the control that must succeed', async () => {
    await gateway.begin(async (sql) => {
      await enter(sql, ada);
      expect(await notes(sql)).toEqual([ada.workspaceId]);
    });
  });
});

describe('a context', () => {
  test('is refused in the next transaction of the same backend', async () => {
    const one = connect(db.gatewayUrl);
    const stolen = await one.begin(async (sql) => {
      await enter(sql, gus);
      return await context(sql);
    });
    const replay = one.begin(async (sql) => {
      await sql`select set_config('rowseal.context', ${stolen}, true)`;
      return notes(sql);
    });
    await expect(replay).rejects.toMatchObject({ code: '28000' });
    await one.end();
  });

  test('is refused on another backend, while its own transaction still runs', async () => {
    await gateway.begin(async (victim) => {
      await enter(victim, gus);
      const stolen = await context(victim);
      const replay = gateway.begin(async (thief) => {
        await thief`select set_config('rowseal.context', ${stolen}, true)`;
        return notes(thief);
      });
      await expect(replay).rejects.toMatchObject({ code: '28000' });
    });
  });

  test.each([
    ['its workspace exchanged', (c: string) => c.slice(0, 72) + gus.workspaceId + c.slice(108)],
    ['a scope added', (c: string) => `${c}admin:all `],
    ['its user exchanged', (c: string) => c.slice(0, 108) + gus.entry.sub + c.slice(144)],
    ['its MAC zeroed', (c: string) => c.slice(0, 8) + '0'.repeat(64) + c.slice(72)],
    ['another key named', (c: string) => `ffffffff${c.slice(8)}`],
    ['its end cut off', (c: string) => c.slice(0, -1)],
    ['only its start', (c: string) => c.slice(0, 20)],
    ['garbage instead', () => 'é\u{1F600}%_\\'],
  ])('is refused with %s', async (_, edit) => {
    const attempt = gateway.begin(async (sql) => {
      await enter(sql, ada);
      await sql`select set_config('rowseal.context', ${edit(await context(sql))}, true)`;
      return notes(sql);
    });
    await expect(attempt).rejects.toMatchObject({ code: '28000' });
  });

  test('cannot be forged by one SELECT that sets and reads; the same trick reads a table that trusts a plain setting (control)', async () => {
    await db.admin.unsafe(`
      create table app.plain (workspace_id uuid, title text);
      alter table app.plain enable row level security;
      create policy plain on app.plain to rowseal_user using (workspace_id = nullif(current_setting('app.ws', true), '')::uuid);
      grant select on app.plain to rowseal_user;
      insert into app.plain values ('${gus.workspaceId}', 'secret')`);
    const forged = (setting: string, value: string, table: string) => gateway`
      with planted as materialized (select set_config(${setting}, ${value}, true) as value)
      select title from ${gateway(table)} where (select value from planted) is not null`;
    expect(await forged('app.ws', gus.workspaceId, 'app.plain')).toEqual([{ title: 'secret' }]);
    await expect(
      forged(
        'rowseal.context',
        `00000000${'0'.repeat(64)}${gus.workspaceId}${gus.entry.sub}${gus.entry.sid} notes:read `,
        'app.notes',
      ),
    ).rejects.toMatchObject({ code: '28000' });
  });

  test('planted for the session neither opens anything nor survives an entry', async () => {
    const one = connect(db.gatewayUrl);
    await one`select set_config('rowseal.context', 'planted', false)`;
    await expect(notes(one)).rejects.toMatchObject({ code: '28000' });
    await expect(one.begin((sql) => enter(sql, ada))).rejects.toMatchObject({ code: 'RS003' });
    await one.end();
  });

  test('is for one principal: a second entry in the transaction is refused', async () => {
    const twice = gateway.begin(async (sql) => {
      await enter(sql, ada);
      await enter(sql, gus);
    });
    await expect(twice).rejects.toMatchObject({ code: 'RS003' });
  });
});

describe('another role', () => {
  test.each([
    'set role rowseal_owner',
    'set role rowseal_worker',
    'set role postgres',
    'set session authorization rowseal_owner',
    `select set_config('role', 'rowseal_owner', false)`,
    `select set_config('session_authorization', 'rowseal_owner', true)`,
    'set row_security = off; select * from app.notes',
  ])('is not to be had by: %s', async (attempt) => {
    await expect(gateway.unsafe(attempt).simple()).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|22023)$/),
    });
    await expect(issuer.unsafe(attempt).simple()).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|22023)$/),
    });
  });

  test.each([
    'reset role',
    'set role none',
    `select set_config('role', 'none', false)`,
    'reset session authorization',
    'reset all',
  ])('is not behind: %s', async (attempt) => {
    const one = connect(db.gatewayUrl);
    await one.unsafe(attempt);
    expect((await one`select current_user::text as role, session_user::text as login`)[0]).toEqual({
      role: 'rowseal_gateway',
      login: 'rowseal_gateway',
    });
    await expect(notes(one)).rejects.toMatchObject({ code: 'RS008' });
    await one.end();
  });
});

describe('the doors have different locks', () => {
  const functionsOf = (role: string) => db.admin<{ call: string }[]>`
    select format('%s %s(%s)', case p.prokind when 'p' then 'call' else 'select' end, p.oid::regproc, (select string_agg('null::' || t::regtype, ', ' order by n)
                                                     from unnest(p.proargtypes) with ordinality as a (t, n))) as call
      from pg_proc as p
     where p.pronamespace in ('rowseal'::regnamespace, 'rowseal_private'::regnamespace)
       and p.prorettype <> 'trigger'::regtype
       and has_function_privilege(${role}, p.oid, 'execute')
       -- What policies of protected tables call, whoever reads them, is for everybody.
       and not has_function_privilege('public', p.oid, 'execute')`;

  test('neither can run what belongs to the other', async () => {
    const all = await Promise.all(['rowseal_gateway', 'rowseal_issuer'].map(functionsOf));
    const [ofGateway = [], ofIssuer = []] = all.map((found) => found.map(({ call }) => call));
    const both = ofGateway.filter((call) => ofIssuer.includes(call));
    // Which version is installed is no secret, nor whether the database was restored; a key of idempotency is the caller's own at either, and the others
    // do what a role may do to itself without them.
    expect(both.map((call) => /rowseal\.\w+/.exec(call)?.[0]).sort()).toEqual([
      'rowseal.end_backends',
      'rowseal.installed_version',
      'rowseal.keep_idempotency_key',
      'rowseal.login_settings',
      'rowseal.recovery_state',
      'rowseal.recovery_state_since',
      'rowseal.restore_password',
      'rowseal.restore_settings',
      'rowseal.stray_settings',
    ]);
    const forGateway = ofGateway.filter((call) => !both.includes(call));
    const forIssuer = ofIssuer.filter((call) => !both.includes(call));
    expect(forGateway.length).toBeGreaterThan(5);
    expect(forIssuer.length).toBeGreaterThan(4);
    for (const call of forIssuer) await expect(gateway.unsafe(call), call).rejects.toMatchObject({ code: '42501' });
    for (const call of forGateway) await expect(issuer.unsafe(call), call).rejects.toMatchObject({ code: '42501' });
  });

  test('neither reads a secret, and the issuer reads no table at all', async () => {
    const tables = await db.admin<{ name: string; schema: string }[]>`
      select c.oid::regclass::text as name, n.nspname as schema
        from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
       where n.nspname in ('rowseal', 'rowseal_private', 'app', 'graphile_migrate') and c.relkind in ('r', 'p', 'v')`;
    expect(tables.length).toBeGreaterThan(10);
    for (const { name, schema } of tables) {
      await expect(issuer.unsafe(`select * from ${name}`), name).rejects.toMatchObject({ code: '42501' });
      if (schema.endsWith('private') || schema === 'graphile_migrate') {
        await expect(gateway.unsafe(`select * from ${name}`), name).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  test.each([
    'create temp table t (a int)',
    'create schema mine',
    'create table public.t (a int)',
    'create function public.f() returns int return 1',
  ])('neither may: %s', async (attempt) => {
    await expect(gateway.unsafe(attempt)).rejects.toMatchObject({ code: '42501' });
    await expect(issuer.unsafe(attempt)).rejects.toMatchObject({ code: '42501' });
  });
});
