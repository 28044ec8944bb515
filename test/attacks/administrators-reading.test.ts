import { afterAll, expect, test } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson } from '#test/support/people.ts';

// What an administrator or an auditor asks about an application's table runs nothing that the table's owner wrote.
const db = await freshDatabase();
const developer = `reading_${process.pid}`;
const auditor = `auditing_${process.pid}`;
const ada = await createPerson(db.admin, 'acme', 'owner');
const key = { id: ada.workspaceId };

await db.admin.unsafe(`
  create role ${developer}; grant rowseal_developer to ${developer};
  create role ${auditor}; grant rowseal_auditor, rowseal_backup to ${auditor};
  create schema planted authorization ${developer}; grant usage on schema planted to public`);
await db.admin.begin(async (sql) => {
  await sql.unsafe(`set local role ${developer}`);
  await sql.unsafe(`
    create table planted.runs (by text);
    grant insert on planted.runs to public;
    create type planted.kind as enum ('acme', '${ada.workspaceId}');
    create function planted.as_json(planted.kind) returns json language plpgsql
      as $$ begin insert into planted.runs values (current_user); return '1'; end $$;
    create function planted.as_text(planted.kind) returns text language plpgsql
      as $$ begin insert into planted.runs values (current_user); return 'acme'; end $$;
    create cast (planted.kind as json) with function planted.as_json(planted.kind);
    create cast (planted.kind as text) with function planted.as_text(planted.kind) as implicit;
    create function planted.passes() returns boolean language plpgsql
      as $$ begin insert into planted.runs values (current_user); return true; end $$;
    select rowseal.define_scope('planted:read', 'Read', '{owner}');
    create table planted.things (
      workspace_id uuid not null default rowseal.workspace_id(), id uuid not null, kind planted.kind,
      primary key (workspace_id, id));
    create table planted.keyed (workspace_key text not null, id uuid not null, primary key (workspace_key, id));
    grant select on planted.things, planted.keyed to rowseal_user, rowseal_backup;
    select rowseal.protect('planted.things', workspace => 'workspace_id', read => 'planted:read', write => 'planted:read');
    select rowseal.protect('planted.keyed', workspace => 'workspace_key', read => 'planted:read', write => 'planted:read');
    insert into planted.things values ('${ada.workspaceId}', '${ada.workspaceId}', 'acme');
    insert into planted.keyed values ('unknown', '${ada.workspaceId}')`);
});
afterAll(() =>
  db.admin.unsafe(`
  drop owned by ${developer}, ${auditor} cascade; drop role ${developer}; drop role ${auditor}`),
);

/** Whose rights planted code has had since the last time. */
const runs = async () => (await db.admin`delete from planted.runs returning by`).map((run) => run['by']);
const explained = (given: object, role?: string) =>
  db.admin.begin(async (sql) => {
    if (role !== undefined) await sql.unsafe(`set local role ${role}`);
    const [said] = await sql`
      select allowed, gate
        from rowseal.explain(${ada.entry.sub}, 'planted.things', 'select', ${sql.json({ ...given })}, ${ada.workspaceId})`;
    return said;
  });
const whoCould = () => db.admin`
  select kind from rowseal_audit.who_could('planted.things', ${db.admin.json(key)}, now()) where user_id = ${ada.entry.sub}`;
async function asDeveloper(statement: string) {
  await db.admin.begin(async (sql) => {
    await sql.unsafe(`set local role ${developer}`);
    await sql.unsafe(statement);
  });
}

test('explain and who_could run no cast of the owner of a table, and answer all the same', async () => {
  expect(await explained(key)).toEqual({ allowed: true, gate: null });
  expect(await explained({ ...key, kind: 'acme' })).toEqual({ allowed: true, gate: null });
  expect(await explained({ ...key, kind: ada.workspaceId })).toMatchObject({ allowed: false, gate: 'row_absent' });
  expect(await whoCould()).not.toEqual([]);
  expect(await runs()).toEqual([]);
  // The control: the cast runs with the rights of whoever makes it.
  await db.admin`select to_jsonb(shown) from planted.things as shown`;
  await db.admin`select kind::text from planted.things`;
  expect(await runs()).toHaveLength(2);
});

test('explain asks no policy of the owner of a table, and says that the row cannot be seen', async () => {
  expect(await explained(key, auditor)).toEqual({ allowed: true, gate: null });
  await asDeveloper('create policy planted on planted.things as restrictive for select using (planted.passes())');
  try {
    expect(await explained(key, auditor)).toMatchObject({ allowed: null, gate: 'row_unseen' });
    expect(await runs()).toEqual([]);
    // The control: the auditor's own statement asks it. A policy that needs nothing of the application's is asked.
    await db.admin.begin(async (sql) => {
      await sql.unsafe(`set local role ${auditor}`);
      await sql`select from planted.things`;
    });
    expect(new Set(await runs())).toEqual(new Set([auditor]));
    await asDeveloper('alter policy planted on planted.things using (kind is not null)');
    expect(await explained(key, auditor)).toEqual({ allowed: null, gate: 'own_policies' });
  } finally {
    await asDeveloper('drop policy planted on planted.things');
  }
});

test('a policy that protect wrote is not asked either, once its owner has changed and recorded it', async () => {
  await asDeveloper(`
    alter policy rowseal_backup on planted.things using (planted.passes());
    select rowseal.record_protection('planted.things')`);
  try {
    expect(await explained(key, auditor)).toMatchObject({ allowed: null, gate: 'row_unseen' });
    expect(await runs()).toEqual([]);
  } finally {
    await asDeveloper(`
      select rowseal.protect('planted.things', workspace => 'workspace_id', read => 'planted:read', write => 'planted:read')`);
  }
  expect(await explained(key, auditor)).toEqual({ allowed: true, gate: null });
});

test('the findings run no cast and no policy of the owner of a table', async () => {
  const found = async (role: string) =>
    db.admin.begin(async (sql) => {
      await sql.unsafe(`set local role ${role}`);
      const rows = await sql`
        select severity from rowseal_audit.findings_in_rows() where object = 'planted.keyed'`;
      return rows.map((row) => row['severity']);
    });
  // The control: as it was protected, who may read its rows learns of the key that no workspace has.
  expect(await found(auditor)).toEqual(['low']);
  await asDeveloper('create policy planted on planted.keyed for select using (planted.passes())');
  expect(await found(auditor)).toEqual(['unknown']);
  await asDeveloper(`
    drop policy planted on planted.keyed;
    select rowseal.unprotect('planted.keyed');
    alter table planted.keyed alter column workspace_key type planted.kind using 'acme';
    create policy rowseal_guard on planted.keyed using (true);
    comment on policy rowseal_guard on planted.keyed is '{"type": "text", "workspace": "workspace_key"}'`);
  await found('none');
  expect(await runs()).toEqual([]);
});

test('a view that has taken the name of a table is not read', async () => {
  await asDeveloper(`
    alter table planted.things rename to former_things;
    create view planted.things as select planted.passes() as id`);
  await expect(explained(key)).rejects.toMatchObject({ code: 'RS127' });
  await expect(db.admin`select rowseal.read_row('planted.things', ${db.admin.json(key)})`).rejects.toThrow();
  expect(await runs()).toEqual([]);
});
