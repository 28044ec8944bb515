import type postgres from 'postgres';
import { expect, test } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';

const { admin } = await freshDatabase();

const protect = (sql: postgres.Sql, table: string) =>
  sql`select rowseal.protect(${table}::regclass, 'ws', 'notes:read', 'notes:write')`;
const policies = async (table: string) =>
  Number((await admin`select count(*) from pg_policy where polrelid = ${table}::regclass`)[0]?.['count']);
const PARENT = `
  create table app.parent (ws uuid not null, id integer not null, primary key (ws, id)) partition by list (id);
  create table app.parent_1 partition of app.parent for values in (1);
  create table app.parent_2 partition of app.parent for values in (2) partition by hash (ws);
  create table app.parent_2_0 partition of app.parent_2 for values with (modulus 1, remainder 0);`;

test('partitions of a protected table come along, and one that comes later with the next call', async () => {
  await admin.unsafe(PARENT);
  await protect(admin, 'app.parent');
  // Dumps read leaves.
  for (const table of ['parent', 'parent_1', 'parent_2', 'parent_2_0']) expect(await policies(`app.${table}`)).toBe(12);
  await admin`create table app.parent_3 partition of app.parent for values in (3)`;
  expect(await policies('app.parent_3')).toBe(0);
  await protect(admin, 'app.parent');
  expect(await policies('app.parent_3')).toBe(12);
});

test('the event trigger of a superuser refuses a partition or child that is not protected', async () => {
  await admin.file('db/refuse_unprotected_children.sql');
  const refused = { code: 'RS124' };
  await expect(admin`create table app.parent_4 partition of app.parent for values in (4)`).rejects.toMatchObject(
    refused,
  );
  await admin`create table app.parent_5 (like app.parent including all)`;
  const hidden = 'create schema elsewhere create table child partition of app.parent for values in (6)';
  await expect(admin.unsafe(hidden)).rejects.toMatchObject(refused);
  const attached = 'alter table app.parent attach partition app.parent_5 for values in (5)';
  await expect(admin.unsafe(attached)).rejects.toMatchObject(refused);

  await admin.unsafe(`
    create table app.loose (ws uuid not null, id integer not null);
    create index on app.loose (ws);
    create table app.child (like app.loose)`);
  await protect(admin, 'app.loose');
  await expect(admin`alter table app.child inherit app.loose`).rejects.toMatchObject(refused);
  await expect(admin`create table app.grandchild () inherits (app.loose)`).rejects.toMatchObject(refused);

  // The control.
  await protect(admin, 'app.parent_5');
  await admin.unsafe(attached);
  await protect(admin, 'app.parent');
  await admin`select rowseal.unprotect('app.parent')`;
  expect(await policies('app.parent_5')).toBe(0);
});
