import { expect, test } from 'vitest';
import { DEMO_ACCOUNTS } from '#demo/accounts.ts';
import { seedDemo } from '#demo/seed.ts';
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
