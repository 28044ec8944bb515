import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { withDatabase } from '#server/database/url.ts';
import { expandedSql } from '#server/install/expanded.ts';
import { withConnection } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';

const DB = path.resolve(import.meta.dirname, '../db');
const INCLUDE = /^--! include ([a-z0-9_/]+\.sql)$/;
const db = await freshDatabase();

async function sqlFiles(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(DB, folder), { recursive: true });
  return entries.filter((file) => file.endsWith('.sql')).map((file) => path.posix.join(folder, file));
}

async function includes(): Promise<string[]> {
  const lines = (await readFile(path.join(DB, 'all.sql'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('-- '));
  return lines.map((line) => INCLUDE.exec(line)?.[1] ?? `NOT AN INCLUDE: ${line}`);
}

/** Everything that db/ is the truth of, as text. */
async function truth(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select concat_ws(' | ', 'function', p.oid::regprocedure, pg_get_functiondef(p.oid), obj_description(p.oid, 'pg_proc'), p.proacl) as line
      from pg_proc as p where p.pronamespace::regnamespace::text ~ '^rowseal' and p.prokind = 'f'
    union all
    select concat_ws(' | ', 'operator', o.oid::regoperator, o.oprcode, o.oprrest, o.oprowner::regrole, obj_description(o.oid, 'pg_operator'))
      from pg_operator as o where o.oprnamespace::regnamespace::text ~ '^rowseal'
    union all
    select concat_ws(' | ', 'policy', to_jsonb(p)) from pg_policies as p where p.schemaname ~ '^rowseal'
    union all
    select concat_ws(' | ', 'relation', c.oid::regclass, c.relacl, c.relrowsecurity, c.relforcerowsecurity,
                     (select string_agg(a.attname || a.attacl::text, ',' order by a.attnum) from pg_attribute as a where a.attrelid = c.oid))
      from pg_class as c where c.relnamespace::regnamespace::text ~ '^rowseal' and c.relkind in ('r', 'p', 'v')
    union all
    select concat_ws(' | ', 'trigger', t.tgrelid::regclass, pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger'))
      from pg_trigger as t where not t.tgisinternal and t.tgrelid::regclass::text ~ '^rowseal'
    union all
    select concat_ws(' | ', 'type', t.oid::regtype, t.typacl, obj_description(t.oid, 'pg_type'),
                     (select string_agg(pg_get_constraintdef(k.oid), ',' order by k.conname) from pg_constraint as k where k.contypid = t.oid),
                     (select string_agg(a.attname || ' ' || a.atttypid::regtype::text, ',' order by a.attnum) from pg_attribute as a where a.attrelid = t.typrelid))
      from pg_type as t left join pg_class as c on c.oid = t.typrelid
     where t.typnamespace::regnamespace::text ~ '^rowseal' and (t.typtype = 'd' or c.relkind = 'c')
    union all
    select concat_ws(' | ', 'schema', n.nspname, n.nspacl, n.nspowner::regrole) from pg_namespace as n where n.nspname ~ '^rowseal'
    union all
    select concat_ws(' | ', 'default', d.defaclrole::regrole, d.defaclobjtype, d.defaclacl) from pg_default_acl as d
     order by line`;
  return rows.map(({ line }) => line);
}

async function applyTruth(): Promise<void> {
  const texts = await Promise.all((await includes()).map((file) => readFile(path.join(DB, file), 'utf8')));
  await db.admin.begin(async (sql) => {
    await sql.unsafe(`set local role rowseal_owner; set local search_path = ''`);
    await sql.unsafe(texts.join('\n'));
  });
}

describe('db/ and migrations/ tell the same', () => {
  test('applying db/all.sql to a migrated database changes nothing', async () => {
    const before = await truth(db.admin);
    await applyTruth();
    expect(await truth(db.admin)).toEqual(before);
    expect(before.length).toBeGreaterThan(40);
  });

  test('a change that no migration carries would be seen: the control', async () => {
    const before = await truth(db.admin);
    await db.admin.unsafe('grant execute on function rowseal_private.rotate_seal_key(boolean) to rowseal_gateway');
    expect(await truth(db.admin)).not.toEqual(before);
    await db.admin.unsafe('revoke execute on function rowseal_private.rotate_seal_key(boolean) from rowseal_gateway');
  });
});

test('the one file of all SQL makes in an empty database what the installer makes', async () => {
  const name = `rowseal_expanded_${process.pid}`;
  await db.admin`create database ${db.admin(name)}`;
  try {
    await withConnection(withDatabase(db.adminUrl, name), async (sql) => {
      await sql.unsafe(await expandedSql(path.resolve(DB, '..')));
      expect(await truth(sql)).toEqual(await truth(db.admin));
    });
  } finally {
    await db.admin`drop database ${db.admin(name)}`;
  }
});

describe('db/all.sql', () => {
  test('holds include lines that graphile-migrate sees, and nothing else', async () => {
    expect((await includes()).filter((line) => line.startsWith('NOT'))).toEqual([]);
  });

  test('includes every file of operators/, types/, functions/, triggers/ and policies/, once', async () => {
    const folders = await Promise.all(
      ['operators', 'types', 'functions', 'views', 'triggers', 'policies'].map(sqlFiles),
    );
    const files = folders.flat().sort();
    const included = (await includes()).filter((file) =>
      /^(operators|types|functions|views|triggers|policies)\//.test(file),
    );
    expect(included.sort()).toEqual(files);
  });

  test('accounts for every function of the database: one file each, named after it', async () => {
    const functions = await db.admin<{ name: string }[]>`
      select proname as name from pg_proc where pronamespace::regnamespace::text ~ '^rowseal' order by 1`;
    const files = (await sqlFiles('functions')).map((file) => path.basename(file, '.sql')).sort();
    expect(files).toEqual(functions.map(({ name }) => name).sort());
  });

  test('accounts for every trigger, domain, composite type and view of the database: one file each, named after it', async () => {
    const objects = await db.admin<{ file: string }[]>`
      select concat('triggers/', class.relname, '/', trigger.tgname, '.sql') as file
        from pg_trigger as trigger join pg_class as class on class.oid = trigger.tgrelid
       where not trigger.tgisinternal and class.relnamespace::regnamespace::text ~ '^rowseal'
      union all
      select concat('types/', type.typname, '.sql')
        from pg_type as type left join pg_class as class on class.oid = type.typrelid
       where type.typnamespace::regnamespace::text ~ '^rowseal' and (type.typtype = 'd' or class.relkind = 'c')
      union all
      select concat('views/', class.relname, '.sql')
        from pg_class as class
       where class.relnamespace::regnamespace::text ~ '^rowseal' and class.relkind in ('v', 'm')`;
    const files = (await Promise.all(['triggers', 'types', 'views'].map(sqlFiles))).flat().sort();
    expect(files).toEqual(objects.map(({ file }) => file).sort());
    expect(files.length).toBeGreaterThan(15);
  });
});
