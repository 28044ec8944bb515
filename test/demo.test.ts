import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ACCOUNTS, DEMO_NOTES } from '#demo/accounts.ts';
import { seedDemo } from '#demo/seed.ts';
import { personas } from '#server/index.ts';
import { installTestKit } from '#server/install/test-kit.ts';
import { freshDatabase } from '#test/support/database.ts';

const accounts = (db: Awaited<ReturnType<typeof freshDatabase>>) =>
  db.admin`select count(*)::int as people, count(email_verified_at)::int as verified from rowseal.users`;
const all = [{ people: DEMO_ACCOUNTS.length, verified: DEMO_ACCOUNTS.length }];

test('the demo is seeded however often a server starts: it takes no attempt of anybody, and mails nobody', async () => {
  const db = await freshDatabase();
  for (let start = 0; start < 12; start++) await seedDemo(db.adminUrl, db);
  expect(await accounts(db)).toEqual(all);
  expect(
    await db.admin`select kind from rowseal_private.throttles where kind in ('registration_network', 'mail_address')`,
  ).toEqual([]);
  expect(
    await db.admin`select identifier from graphile_worker_rowseal._private_tasks where identifier = 'mail'`,
  ).toEqual([]);
});

test('the demo is seeded where registration is closed', async () => {
  const db = await freshDatabase();
  await db.admin`update rowseal_private.settings set registration_open = false`;
  await seedDemo(db.adminUrl, db);
  await seedDemo(db.adminUrl, db);
  expect(await accounts(db)).toEqual(all);
});

describe('the notes of the demo', async () => {
  const db = await freshDatabase({ seeded: true, tap: true });
  const as = personas(db.admin);
  const countOf = (workspace: string) =>
    DEMO_NOTES.filter((notes) => notes.workspace === workspace).reduce((sum, { count }) => sum + count, 0);
  beforeAll(() => installTestKit(db.adminUrl));

  test('are seen by the members of their workspace, and by nobody else', async () => {
    const seen = (person: string | null, workspace: string | null) =>
      as(person, workspace, async (sql) => {
        const notes = await sql<{ workspace: string }[]>`
          select slug as workspace from app.notes join rowseal.workspaces on workspaces.id = workspace_id`;
        return notes.map((note) => note.workspace);
      });
    expect(await seen('viewer@acme.test', 'acme')).toEqual(Array(countOf('acme')).fill('acme'));
    expect(await seen('owner@globex.test', 'acme')).toEqual(Array(countOf('acme')).fill('acme'));
    expect(await seen('owner@globex.test', 'globex')).toEqual(Array(countOf('globex')).fill('globex'));
    await expect(seen('viewer@acme.test', 'globex')).rejects.toMatchObject({ code: 'RS004' });
    await expect(seen(null, null)).rejects.toMatchObject({ code: 'RS008' });
  });

  test('are written by members, and not by viewers', async () => {
    const write = (person: string) =>
      as(person, 'acme', async (sql) => sql`insert into app.notes (title) values ('new') returning title`);
    expect(await write('member@acme.test')).toEqual([{ title: 'new' }]);
    await expect(write('viewer@acme.test')).rejects.toMatchObject({ code: 'RS006' });
  });
});
