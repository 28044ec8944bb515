import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_ACCOUNTS, DEMO_NOTES, DEMO_PASSWORD } from '#demo/accounts.ts';
import { installDemo } from '#demo/install.ts';
import { demoPage } from '#demo/page.ts';
import { seedDemo } from '#demo/seed.ts';
import { personas } from '#server/index.ts';
import { installTestKit } from '#server/install/test-kit.ts';
import { CHROMIUM, openBrowser, WHY_SKIPPED } from '#test/support/browser.ts';
import { freshDatabase } from '#test/support/database.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { openFront } from '#test/support/sites.ts';

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

describe('the projects of the demo', async () => {
  const db = await freshDatabase();
  await db.admin`update rowseal_private.settings set password_memory_kib = 7168, password_iterations = 1`;
  await installDemo(db.adminUrl);
  await seedDemo(db.adminUrl, db);
  const as = personas(db.admin);
  await installTestKit(db.adminUrl);
  const change = (person: string, author: string) =>
    as(
      person,
      'acme',
      (sql) => sql`
        update app.comments set body = body
         where author_id = (select id from rowseal.list_members() where email = ${author}) returning body`,
    );

  test('have comments that their authors change, whom owners may moderate', async () => {
    expect(await change('member@acme.test', 'member@acme.test')).toHaveLength(1);
    expect(await change('member@acme.test', 'owner@acme.test')).toHaveLength(0);
    expect(await change('owner@acme.test', 'member@acme.test')).toHaveLength(1);
    await expect(change('viewer@acme.test', 'member@acme.test')).rejects.toMatchObject({ code: 'RS006' });
  });

  test('have reminders that nobody else sees', async () => {
    const seen = (person: string) => as(person, 'acme', (sql) => sql`select from app.reminders`);
    expect(await seen('member@acme.test')).toHaveLength(1);
    expect(await seen('owner@acme.test')).toHaveLength(0);
  });

  test('have tasks of their own workspace alone', async () => {
    const [task] = await db.admin`select id, workspace_id from app.tasks where title = 'Order the pump'`;
    const comment = (person: string, workspace: string) =>
      as(
        person,
        workspace,
        (sql) => sql`insert into app.comments (task_id, body) values (${task?.['id']}, 'x') returning id`,
      );
    expect(await comment('owner@globex.test', 'globex')).toHaveLength(1);
    await expect(comment('owner@globex.test', 'acme')).rejects.toMatchObject({ code: '42501' });
  });

  test.skipIf(!CHROMIUM)(
    `have a page that signs in, switches workspaces, invites, and shows what is refused${WHY_SKIPPED}`,
    async () => {
      const front = await openFront();
      const publicUrl = `http://localhost:${front.port}`;
      const { app } = await demoApp({ publicUrl, development: true }, '', db);
      await app.register(demoPage);
      await app.listen({ port: 0, host: '127.0.0.1' });
      front.upstream = (app.server.address() as AddressInfo).port;
      const page = await (await openBrowser()).newPage();
      await page.goto(`${publicUrl}/demo`);

      await signIn(page, 'owner@globex.test');
      await page.getByRole('heading', { name: 'New website' }).waitFor();
      await page.getByLabel('Workspace').selectOption('globex');
      await page.getByRole('heading', { name: 'Cooling tower' }).waitFor();
      expect(await page.getByText('New website').count()).toBe(0);
      await page.getByLabel('Address').fill('new@globex.test');
      await page.getByRole('button', { name: 'Invite as viewer' }).click();
      await said(page, /new@globex.test is invited/);
      await page.getByRole('button', { name: 'Sign out' }).click();

      await signIn(page, 'member@acme.test');
      await page.getByRole('button', { name: 'Change “No stock photographs, please.”' }).click();
      await said(page, /Only its author/);
      await page.getByRole('button', { name: 'Change “A draft is on its way.”' }).click();
      await said(page, /Changed/);
      await page.getByRole('button', { name: 'Sign out' }).click();

      await signIn(page, 'viewer@acme.test');
      await page.getByLabel('Comment on Write the first page').fill('I may not');
      await page.getByRole('button', { name: 'Add' }).last().click();
      await said(page, /insufficient_scope/);
    },
  );
});

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Account').selectOption(email);
  await page.getByLabel('Password').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(email, { exact: true }).first().waitFor();
}

const said = (page: Page, text: RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
