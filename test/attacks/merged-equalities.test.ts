import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';

// PostgreSQL merges "workspace_id = (select f())" of a policy with "workspace_id = <expression>" of a statement: it compares the two once, and
// scans by the expression, which may change afterwards. SQL of a request, after an honest enter, tries to make it change.
const db = await freshDatabase();
const gateway = connect(db.gatewayUrl);
afterAll(() => gateway.end());

const DB = path.resolve(import.meta.dirname, '../../db');
const ROWS = 40;
/** Tables as protect protects them, and as it did without a guard: the control. */
type Form = 'guarded' | 'plain';

let ada: Person;
let gus: Person;
let eve: Person;

/** The policies that `rowseal.protect` wrote before there was a guard. */
function plainPolicies(table: string): string {
  const is = (f: string) => `(workspace_id = (select rowseal.${f}))`;
  return `
    alter table ${table} enable row level security; alter table ${table} force row level security;
    create policy rowseal_select on ${table} for select to rowseal_user using ${is("workspace_for('notes:read')")};
    create policy rowseal_insert on ${table} for insert to rowseal_user with check ${is("require_scope('notes:write')")};
    create policy rowseal_update on ${table} for update to rowseal_user using ${is("require_scope('notes:write')")};
    create policy rowseal_delete on ${table} for delete to rowseal_user using ${is("require_scope('notes:write')")};`;
}

function protect(form: Form, table: string): string {
  if (form === 'plain') return plainPolicies(table);
  return `select rowseal.protect('${table}', 'workspace_id', 'notes:read', 'notes:write');`;
}

/** Tables of an application, each once with a guard and once without. */
async function createTables(form: Form): Promise<void> {
  const rows = (table: string) => `
    insert into ${table} (workspace_id, id, author_id, title, part)
    select workspace, n, author, name || n, n % 2
      from (values (1, '${ada.workspaceId}'::uuid, '${ada.entry.sub}'::uuid, 'own '),
                   (2, '${gus.workspaceId}', '${gus.entry.sub}', 'foreign ')) as side (place, workspace, author, name),
           generate_series(1, ${ROWS}) as n order by place, n;`;
  const columns =
    'workspace_id uuid not null, id int not null, author_id uuid not null, title text, part int not null, primary key (workspace_id, id, part)';
  const author =
    form === 'plain'
      ? 'author_id = (select rowseal.user_id())'
      : 'author_id = (select rowseal.user_id()) and author_id operator(rowseal.===) (select rowseal.user_id())';
  const inlined =
    form === 'plain'
      ? 'author_id = rowseal.user_id()'
      : 'author_id = rowseal.user_id() and author_id operator(rowseal.===) rowseal.user_id()';
  await db.admin.unsafe(`
    create schema ${form}; grant usage on schema ${form} to public;
    create table ${form}.notes (${columns});
    create table ${form}.parts (${columns}) partition by list (part);
    create table ${form}.parts_0 partition of ${form}.parts for values in (0);
    create table ${form}.parts_1 partition of ${form}.parts for values in (1);
    create table ${form}.private (${columns});
    create view ${form}.notes_view with (security_invoker) as select * from ${form}.notes;
    ${['notes', 'parts', 'parts_0', 'parts_1'].map((name) => protect(form, `${form}.${name}`)).join('')}
    ${['notes', 'parts'].map((name) => rows(`${form}.${name}`)).join('')}
    alter table ${form}.private enable row level security; alter table ${form}.private force row level security;
    create policy own on ${form}.private to rowseal_user using (${author});
    insert into ${form}.private (workspace_id, id, author_id, title, part)
    select '${ada.workspaceId}', place * 1000 + n, author, name || n, 0
      from (values (1, '${ada.entry.sub}'::uuid, 'own '), (2, '${eve.entry.sub}', 'foreign ')) as side (place, author, name),
           generate_series(1, ${ROWS}) as n order by place, n;
    create table ${form}.all_notes as select * from ${form}.private;
    create view ${form}.my_notes as select * from ${form}.all_notes where ${inlined};
    create view ${form}.my_notes_barrier with (security_barrier) as select * from ${form}.all_notes where ${inlined};
    create view ${form}.my_notes_wrapped as select * from ${form}.all_notes where ${inlined.replaceAll('rowseal.user_id()', '(select rowseal.user_id())')};
    create table ${form}.granted as select * from ${form}.private;
    create function ${form}.my_notes_function() returns setof ${form}.granted language sql stable
      as $$ select * from ${form}.granted where ${inlined} $$;
    grant select, insert, update, delete on all tables in schema ${form} to rowseal_user;
    revoke all on ${form}.all_notes, ${form}.parts_0, ${form}.parts_1 from rowseal_user;
    grant execute on all functions in schema ${form} to rowseal_user;`);
}

beforeAll(async () => {
  ada = await createPerson(db.admin, 'acme', 'member');
  eve = await createPerson(db.admin, 'acme', 'owner');
  gus = await createPerson(db.admin, 'globex', 'owner');
  await createTables('guarded');
  await createTables('plain');
});

/** An expression that answers one thing while a statement is set up, and another when its rows are looked at. */
interface Flip {
  before?: string;
  condition: string;
  /** What the first row that comes out sets off; absent where a write itself does. */
  effect?: string;
}

const FLIPS = {
  'a setting': {
    before: `set_config('a.b', 'mine', true)`,
    condition: `current_setting('a.b') = 'mine'`,
    effect: `set_config('a.b', 'theirs', true)`,
  },
  'the transaction id': { condition: 'pg_current_xact_id_if_assigned() is null' },
  TimeZone: {
    before: `set_config('TimeZone', 'UTC', true)`,
    condition: `(timestamptz '2026-01-01 00:00:00+00')::text like '%+00'`,
    effect: `set_config('TimeZone', 'Asia/Tokyo', true)`,
  },
  search_path: {
    before: `set_config('search_path', 'pg_catalog', true)`,
    condition: `to_regclass('scopes') is null`,
    effect: `set_config('search_path', 'rowseal', true)`,
  },
  bytea_output: {
    before: `set_config('bytea_output', 'hex', true)`,
    condition: `concat('\\xab'::bytea) like '%xab'`,
    effect: `set_config('bytea_output', 'escape', true)`,
  },
  'a cleared context': {
    condition: `current_setting('rowseal.context') <> ''`,
    effect: `set_config('rowseal.context', '', true)`,
  },
} satisfies Record<string, Flip>;

/** Whose rows are sought: those of another workspace, or those of another author in one's own. */
function expression(flip: Flip, by: 'workspace_id' | 'author_id'): string {
  const [mine, theirs] = by === 'workspace_id' ? [ada.workspaceId, gus.workspaceId] : [ada.entry.sub, eve.entry.sub];
  return `case when ${flip.condition} then '${mine}'::uuid else '${theirs}'::uuid end`;
}

interface Attack {
  name: string;
  by: 'workspace_id' | 'author_id';
  statement: (parts: { schema: Form; is: string; effect: string }) => string;
  /** Whether it writes, so that a transaction's id can flip an expression. */
  writes?: boolean;
  /** What the attacker switches off, so that the expression is looked at for each row (the default), or at each rescan. */
  without?: string;
}

const BY_INDEX = 'enable_indexscan enable_indexonlyscan enable_bitmapscan';
const read = (name: string, from: (schema: string) => string, by: Attack['by'] = 'workspace_id'): Attack => ({
  name,
  by,
  statement: ({ schema, is, effect }) => `select title${effect} from ${from(schema)} where ${by} = ${is}`,
});

const ATTACKS: Attack[] = [
  read('SELECT', (schema) => `${schema}.notes`),
  read('partitions', (schema) => `${schema}.parts`),
  read('a view', (schema) => `${schema}.notes_view`),
  read('private rows', (schema) => `${schema}.private`, 'author_id'),
  read('a view that filters by its user', (schema) => `${schema}.my_notes`, 'author_id'),
  read('such a view with security_barrier', (schema) => `${schema}.my_notes_barrier`, 'author_id'),
  read('such a view with the function wrapped', (schema) => `${schema}.my_notes_wrapped`, 'author_id'),
  read('a function that is inlined', (schema) => `${schema}.my_notes_function()`, 'author_id'),
  {
    name: 'UNION ALL',
    by: 'workspace_id',
    statement: ({ schema, is, effect }) =>
      [1, 2].map(() => `select title${effect} from ${schema}.notes where workspace_id = ${is}`).join(' union all '),
  },
  {
    name: 'the rescans of a nested loop',
    by: 'workspace_id',
    without: 'enable_seqscan enable_hashjoin enable_mergejoin enable_material enable_bitmapscan enable_memoize',
    statement: ({ schema, is, effect }) =>
      `select title${effect} from generate_series(1, 2) as n join ${schema}.notes on workspace_id = ${is} and id = n`,
  },
  {
    name: 'UPDATE that moves rows',
    by: 'workspace_id',
    writes: true,
    statement: ({ schema, is, effect }) =>
      `update ${schema}.notes set workspace_id = '${ada.workspaceId}', id = id + case when title like 'own%' then 1000 else 2000 end where workspace_id = ${is} returning title${effect}`,
  },
  {
    name: 'DELETE',
    by: 'workspace_id',
    writes: true,
    statement: ({ schema, is, effect }) =>
      `delete from ${schema}.notes where workspace_id = ${is} returning title${effect}`,
  },
  {
    name: 'DELETE of private rows',
    by: 'author_id',
    writes: true,
    statement: ({ schema, is, effect }) =>
      `delete from ${schema}.private where author_id = ${is} returning title${effect}`,
  },
  {
    name: 'DELETE from partitions',
    by: 'workspace_id',
    writes: true,
    statement: ({ schema, is, effect }) =>
      `delete from ${schema}.parts where workspace_id = ${is} returning title${effect}`,
  },
];

/** A foreign row is not written, but a condition on it is judged first: it may note what it sees, in a setting. */
const MERGE: Attack = {
  name: 'MERGE',
  by: 'workspace_id',
  writes: true,
  statement: ({ schema, is, effect }) => `
    merge into ${schema}.notes as note using (select 1) as source on note.workspace_id = ${is}
    when matched and note.title like 'foreign%'
                 and set_config('a.seen', concat(current_setting('a.seen', true), note.title, E'\\n'), true) <> '' then do nothing
    when matched ${effect === '' ? 'then update set title = note.title' : `and ${effect.slice(2)} is not null then do nothing`}`,
};

function enter(sql: postgres.TransactionSql, { entry }: Person) {
  return sql`select rowseal.enter(${entry.sub}, ${entry.sid}, null, null, ${entry.exp}, ${entry.seal_key}, ${Buffer.from(entry.seal, 'hex')}, ${entry.wanted ?? null})`;
}

/** Runs an attack as a member of acme who has entered, by the extended protocol; returns how many foreign rows it saw or wrote. */
async function foreignRows(attack: Attack, flip: Flip, form: Form): Promise<number> {
  let foreign = 0;
  const undo = new Error('undo');
  const attempt = gateway.begin(async (sql) => {
    await enter(sql, ada);
    if (flip.before) await sql.unsafe(`select ${flip.before}`, [], { prepare: true });
    for (const name of (attack.without ?? BY_INDEX).split(' ').filter(Boolean))
      await sql`select set_config(${name}, 'off', true)`;
    const effect = 'effect' in flip ? `, ${flip.effect}` : '';
    const text = attack.statement({ schema: form, is: expression(flip, attack.by), effect });
    const rows = await sql.unsafe(text, [], { prepare: true });
    const [noted] = await sql`select current_setting('a.seen', true) as titles`;
    const titles = [...rows.map((row) => String(row['title'])), ...String(noted?.['titles'] ?? '').split('\n')];
    foreign = titles.filter((title) => title.startsWith('foreign')).length;
    throw undo;
  });
  await attempt.catch((error: unknown) => {
    // Whoever clears the context on the way may be told so.
    if (error !== undo && (error as { code?: string }).code !== 'RS008') throw error;
  });
  return foreign;
}

const CASES = Object.entries(FLIPS).flatMap(([name, flip]) =>
  [...ATTACKS, MERGE]
    .filter((attack) => 'effect' in flip || attack.writes)
    .map((attack) => ({ attack, flip, title: `${attack.name}, by ${name}` })),
);

describe('an expression that changes while a statement runs opens no foreign row', () => {
  test.each(CASES)('$title', async ({ attack, flip }) => {
    const guarded = await foreignRows(attack, flip, 'guarded');
    const plain = await foreignRows(attack, flip, 'plain');
    // Where nothing guards, which is the control, rows come out.
    expect({ guarded, plain: plain > 0 }).toEqual({ guarded: 0, plain: true });
  });
});

/** How a statement may compare a column with an expression. */
const COMPARISONS: Record<string, (column: string, is: string) => string> = {
  equals: (column, is) => `${column} = ${is}`,
  'is equalled': (column, is) => `${is} = ${column}`,
  'in a list': (column, is) => `${column} in (${is})`,
  'any of an array': (column, is) => `${column} = any (array[${is}])`,
  'equals a subquery': (column, is) => `${column} = (select ${is})`,
  'in a subquery': (column, is) => `${column} in (select ${is})`,
  exists: (column, is) => `exists (select from (values (${is})) as wanted (one) where wanted.one = ${column})`,
  'not distinct': (column, is) => `${column} is not distinct from ${is}`,
  between: (column, is) => `${column} between ${is} and ${is}`,
  'not unequal': (column, is) => `not ${column} <> ${is}`,
  'a row': (column, is) => `(${column}, part) = (${is}, part)`,
  twice: (column, is) => `${column} = ${is} and ${is} = ${column} and id > 0`,
};

type Shape = (table: string, where: (alias: string) => string, effect: string) => string;
const SHAPES: Record<string, Shape> = {
  select: (table, where, effect) => `select a.title${effect} from ${table} as a where ${where('a')}`,
  ordered: (table, where, effect) =>
    `select a.title${effect} from ${table} as a where ${where('a')} order by a.id limit 70`,
  'a CTE': (table, where, effect) =>
    `with a as (select * from ${table}) select a.title${effect} from a where ${where('a')}`,
  'a subquery': (table, where, effect) =>
    `select a.title${effect} from (select * from ${table} offset 0) as a where ${where('a')}`,
  'joined with itself': (table, where, effect) =>
    `select b.title${effect} from ${table} as a join ${table} as b using (workspace_id, author_id, id) where ${where('a')}`,
  'left joined': (table, where, effect) =>
    `select a.title${effect} from generate_series(1, 3) as n left join ${table} as a on ${where('a')} and a.id % 3 = n - 1`,
  lateral: (table, where, effect) =>
    `select a.title${effect} from generate_series(1, 3) as n cross join lateral (select * from ${table} as b where ${where('b')} and b.id % 3 = n - 1) as a`,
  'for update': (table, where, effect) => `select a.title${effect} from ${table} as a where ${where('a')} for update`,
  update: (table, where, effect) =>
    `update ${table} as a set title = a.title where ${where('a')} returning a.title${effect}`,
  delete: (table, where, effect) => `delete from ${table} as a where ${where('a')} returning a.title${effect}`,
};

const SOURCES = [
  ['notes', 'workspace_id'],
  ['parts', 'workspace_id'],
  ['notes_view', 'workspace_id'],
  ['private', 'author_id'],
  ['my_notes', 'author_id'],
  ['my_notes_barrier', 'author_id'],
  ['my_notes_wrapped', 'author_id'],
] as const;

const PLANNER =
  'enable_seqscan enable_indexscan enable_indexonlyscan enable_bitmapscan enable_hashjoin enable_mergejoin enable_nestloop enable_material enable_memoize enable_sort'.split(
    ' ',
  );

test('generated statements open none either: the same statements without a guard are the control', {
  timeout: 600_000,
}, async () => {
  let leaks = 0;
  let answers = 0;
  const names = <T extends object>(of: T) => fc.constantFrom(...(Object.keys(of) as (keyof T)[]));
  const made = fc.record({
    comparison: names(COMPARISONS),
    shape: names(SHAPES),
    source: fc.constantFrom(...SOURCES),
    flip: names(FLIPS),
    without: fc.subarray(PLANNER),
  });
  await fc.assert(
    fc.asyncProperty(made, async ({ comparison, shape, source: [table, by], flip, without }) => {
      const attack: Attack = {
        name: shape,
        by,
        without: without.join(' '),
        statement: ({ schema, is, effect }) =>
          SHAPES[shape]?.(
            `${schema}.${table}`,
            (alias) => COMPARISONS[comparison]?.(`${alias}.${by}`, is).replaceAll(', part', `, ${alias}.part`) ?? '',
            effect,
          ) ?? '',
      };
      // A statement that is refused, because of what became of the context for instance, tells nothing.
      const rows = (form: Form) => foreignRows(attack, FLIPS[flip], form).catch(() => undefined);
      const guarded = await rows('guarded');
      expect(guarded ?? 0).toBe(0);
      if (guarded !== undefined) answers++;
      if ((await rows('plain')) ?? 0) leaks++;
    }),
    { numRuns: process.env['ROWSEAL_LONG'] ? 5_000 : 120 },
  );
  expect(answers).toBeGreaterThan(80);
  expect(leaks).toBeGreaterThan(5);
});

/** Tables of Rowseal itself, the column that says whose a row is, and one that may be read. */
const OWN_TABLES = [
  ['memberships', 'workspace_id', 'workspace_id'],
  ['invitations', 'workspace_id', 'workspace_id'],
  ['workspaces', 'id', 'id'],
  ['roles', 'workspace_id', 'workspace_id'],
] as const;

describe('a table of Rowseal itself opens no foreign row either', () => {
  const CASES = OWN_TABLES.flatMap(([table, column]) =>
    Object.entries(FLIPS)
      .filter(([, flip]) => 'effect' in flip)
      .map(([name, flip]) => ({ table, column, flip, name })),
  );

  test.each(CASES)('rowseal.$table, by $name', async ({ table, column, flip }) => {
    await db.admin`
      insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
      select workspace.id, 'x@people.test', 'viewer', ${eve.entry.sub}, now() + interval '1 hour' from rowseal.workspaces as workspace
      on conflict do nothing`;
    await db.admin`
      insert into rowseal.roles (workspace_id, name, scopes) select workspace.id, 'trader', '{}' from rowseal.workspaces as workspace
      on conflict do nothing`;
    const attack: Attack = {
      name: table,
      by: 'workspace_id',
      statement: ({ is, effect }) =>
        `select case when ${column} = '${gus.workspaceId}' then 'foreign' end as title${effect} from rowseal.${table} where ${column} = ${is}`,
    };
    expect(await foreignRows(attack, flip, 'guarded')).toBe(0);
  });

  test('rowseal.users, by a setting', async () => {
    const { before, condition, effect } = FLIPS['a setting'];
    const attack: Attack = {
      name: 'users',
      by: 'author_id',
      statement: () =>
        `select case when id = '${gus.entry.sub}' then 'foreign' end as title, ${effect} from rowseal.users
          where id = case when ${condition} then '${ada.entry.sub}'::uuid else '${gus.entry.sub}'::uuid end`,
    };
    expect(await foreignRows(attack, { before, condition, effect }, 'guarded')).toBe(0);
  });

  test('without its guard memberships would open them: the control', async () => {
    await db.admin`drop policy guard on rowseal.memberships`;
    const attack = read('memberships', () => 'rowseal.memberships');
    const statement: Attack['statement'] = (parts) =>
      attack
        .statement(parts)
        .replace('title', `case when workspace_id = '${gus.workspaceId}' then 'foreign' end as title`);
    expect(await foreignRows({ ...attack, statement }, FLIPS['a setting'], 'guarded')).toBe(1);
    await db.admin.unsafe(await readFile(path.join(DB, 'policies/memberships.sql'), 'utf8'));
    expect(await foreignRows({ ...attack, statement }, FLIPS['a setting'], 'guarded')).toBe(0);
  });
});

describe('an installation from before the guard', () => {
  const guardOf = async (table: string) => {
    const [policy] = await db.admin<{ qual: string; permissive: string; roles: string[] }[]>`
      select qual, permissive, roles::text[] from pg_policies
       where schemaname || '.' || tablename = ${table} and policyname = 'rowseal_guard'`;
    return policy;
  };
  const guardAll = async () => db.admin.unsafe(await readFile(path.join(DB, 'protected_tables.sql'), 'utf8'));

  beforeAll(async () => {
    await db.admin.unsafe(`
      create schema old; grant usage on schema old to public;
      create table old."The notes" ("Tenant id" uuid not null, title text);
      create table old.own_policies (workspace_id uuid not null);
      alter table old.own_policies enable row level security;
      create policy rowseal_select on old.own_policies using (workspace_id is not null);
      create table old.of_another (workspace_id uuid not null);
      ${plainPolicies('old."The notes"').replaceAll('(workspace_id', '("Tenant id"')}
      ${plainPolicies('old.of_another')}`);
    // The control: nothing else puts one there.
    expect(await guardOf('old.The notes')).toBeUndefined();
    await guardAll();
  });

  test('gets the guard at its next start, on every protected table', async () => {
    expect(await guardOf('old.The notes')).toEqual({
      qual: '("Tenant id" OPERATOR(rowseal.===) ( SELECT rowseal.workspace_id() AS workspace_id))',
      permissive: 'RESTRICTIVE',
      roles: ['rowseal_user'],
    });
    expect(await guardOf('old.of_another')).toBeDefined();
  });

  test('keeps policies that an application wrote, and a guard that is there', async () => {
    expect(await guardOf('old.own_policies')).toBeUndefined();
    await db.admin.unsafe('alter policy rowseal_guard on old.of_another using (true)');
    await guardAll();
    expect(await guardOf('old.of_another')).toMatchObject({ qual: 'true' });
  });

  test('is told what the owner of a table has to run where the administrator may not', async () => {
    await db.admin.unsafe(`
      drop policy rowseal_guard on old.of_another;
      create role seal_plain_installer; grant usage on schema rowseal, old to seal_plain_installer`);
    const notices: postgres.Notice[] = [];
    const admin = connect(db.adminUrl, { onnotice: (notice) => notices.push(notice) });
    const file = await readFile(path.join(DB, 'protected_tables.sql'), 'utf8');
    await admin.unsafe(`set session authorization seal_plain_installer; ${file}`);
    await admin.end();
    await db.admin.unsafe('drop owned by seal_plain_installer; drop role seal_plain_installer');
    expect(notices.map(({ message }) => message)).toEqual([
      'old.of_another is not safe until its owner has run: create policy rowseal_guard on old.of_another as restrictive to rowseal_user using (workspace_id operator(rowseal.===) (select rowseal.workspace_id())) with check (true)',
    ]);
    await guardAll();
    expect(await guardOf('old.of_another')).toBeDefined();
  });
});
