import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';
import { citusPlan } from '../../scripts/citus.ts';

const db = await freshDatabase();
const page = await readFile(path.resolve(import.meta.dirname, '../../docs/operate/citus.md'), 'utf8');
/** As the page has them. */
const distributed = [
  ...page.matchAll(/create_distributed_table\('([^']+)', '([^']+)', colocate_with => '([^']+)'\)/g),
].map(([, relation = '', column = '', beside = '']) => ({ relation, column, beside }));
const references = [...page.matchAll(/create_reference_table\('([^']+)'\)/g)].map(([, relation = '']) => relation);
const named = (relation: string) => distributed.find((table) => table.relation === relation);

test('the page of Citus places every table once', async () => {
  const rows = await db.admin<{ relation: string }[]>`
    select c.oid::regclass::text as relation from pg_class as c
     where relkind in ('r', 'p') and not relispartition and relnamespace::regnamespace::text ~ '^rowseal'`;
  const placed = [...distributed.map(({ relation }) => relation), ...references];
  expect(placed.sort()).toEqual(rows.map(({ relation }) => relation).sort());
});

test('tables are spread by a column of their primary key, which is never null and never changes its table', async () => {
  for (const { relation, column } of distributed) {
    const [found] = await db.admin`
      select from pg_constraint as k join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
       where k.conrelid = ${relation}::regclass and k.contype = 'p' and a.attname = ${column} and a.attnotnull`;
    expect(found, relation).toBeDefined();
  }
});

test('what lies beside another table is placed after it, by a column of the same type', async () => {
  for (const [at, { relation, column, beside }] of distributed.entries()) {
    if (beside === 'none') continue;
    const head = distributed.findIndex((table) => table.relation === beside);
    expect(head, relation).toBeLessThan(at);
    const types = await db.admin<{ type: string }[]>`
      select distinct format_type(atttypid, atttypmod) as type from pg_attribute
       where (attrelid = ${relation}::regclass and attname = ${column})
          or (attrelid = ${beside}::regclass and attname = ${distributed[head]?.column ?? ''})`;
    expect(types, relation).toHaveLength(1);
  }
});

test('each unique index and foreign key that is not named as an obstacle is one that Citus takes', async () => {
  const indexes = await db.admin<{ relation: string; name: string; columns: string[] }[]>`
    select i.indrelid::regclass::text as relation, i.indexrelid::regclass::text as name,
           array(select attname::text from pg_attribute where attrelid = i.indrelid and attnum = any (i.indkey)) as columns
      from pg_index as i where i.indisunique`;
  for (const { relation, name, columns } of indexes) {
    const table = named(relation);
    if (table && !page.includes(`\`${name}\``)) expect(columns, name).toContain(table.column);
  }
  const keys = await db.admin<{ relation: string; target: string; pairs: string[][]; columns: string }[]>`
    select k.conrelid::regclass::text as relation, k.confrelid::regclass::text as target,
           array(select array[a.attname, b.attname]::text[] from unnest(k.conkey, k.confkey) as pair (one, other)
                   join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = one
                   join pg_attribute as b on b.attrelid = k.confrelid and b.attnum = other) as pairs,
           (select string_agg(attname, ', ' order by place) from unnest(k.conkey) with ordinality as part (number, place)
              join pg_attribute on attrelid = k.conrelid and attnum = number) as columns
      from pg_constraint as k where k.contype = 'f' and k.conparentid = 0 and connamespace::regnamespace::text ~ '^rowseal'`;
  for (const { relation, target, pairs, columns } of keys) {
    if (page.includes(`\`${relation} (${columns})\` to \`${target}\``) || references.includes(target)) continue;
    const [from, to] = [named(relation), named(target)];
    expect(pairs, `${relation} to ${target}`).toContainEqual([from?.column, to?.column]);
    expect([from?.beside, from?.relation], `${relation} to ${target}`).toContain(
      to?.beside === 'none' ? target : to?.beside,
    );
  }
});

test('a table whose keys lead elsewhere would be named: the control', async () => {
  await db.admin.unsafe(`
    create table rowseal_private.probe (workspace_id uuid, id uuid, handle text unique, person uuid references rowseal.users,
      primary key (workspace_id, id))`);
  const { places, obstacles } = await citusPlan(db.adminUrl);
  expect(places.find(({ relation }) => relation === 'rowseal_private.probe')?.column).toBe('workspace_id');
  const about = obstacles.filter(({ what }) => what.includes('rowseal_private.probe')).map(({ kind }) => kind);
  expect(about).toEqual(['unique without the column', 'foreign key to another node']);
});
