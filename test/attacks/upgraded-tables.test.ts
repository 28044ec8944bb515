import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { withDatabase } from '#server/database/url.ts';
import { install } from '#server/install/install.ts';
import { connect } from '#test/support/connect.ts';
import { installFirstRelease } from '#test/support/first-release.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

// A database of the first release, with a table of an application in it, is brought to this version. (Its credentials: test/install/upgrade.test.ts.)
const ROOT = path.resolve(import.meta.dirname, '../..');
const template = inject('template');
const name = `${template.clonePrefix}upgrade`;
const server = connect(template.adminUrl);
const adminUrl = withDatabase(template.adminUrl, name);
const admin = connect(adminUrl);
const gateway = connect(withDatabase(template.gatewayUrl, name));

/** What a session was given before the upgrade. */
interface Session {
  workspace_id: string;
  sub: string;
  sid: string;
  exp: string;
  seal_key: string;
  seal: Buffer;
}
let session: Session;
let others: string;

beforeAll(async () => {
  await server`create database ${server(name)}`;
  await installFirstRelease(adminUrl);
  await admin.unsafe(await readFile(path.join(ROOT, 'demo/notes.sql'), 'utf8'));
  await admin`insert into rowseal.workspaces (slug, name) values ('acme', 'Acme'), ('globex', 'Globex')`;
  await admin`insert into rowseal.users (email) values ('ada@acme.test'), ('gus@globex.test')`;
  await admin`
    insert into rowseal.memberships (workspace_id, user_id, role)
    select workspace.id, holder.id, 'owner' from rowseal.workspaces as workspace join rowseal.users as holder on holder.email ~ workspace.slug`;
  await admin`
    insert into app.notes (workspace_id, author_id, title)
    select membership.workspace_id, membership.user_id, 'note'
      from rowseal.memberships as membership
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id, generate_series(1, 20)
     -- Ada's come first: what her statement changes at the first of them is for the others.
     order by workspace.slug`;
  const [opened] = await admin<Session[]>`
    select membership.workspace_id, (opened.claims).*
      from rowseal.users as holder join rowseal.memberships as membership on membership.user_id = holder.id,
           rowseal_private.open_session(holder.id, null, null, null, null) as opened
     where holder.email = 'ada@acme.test'`;
  if (!opened) throw new Error('no session was opened');
  session = opened;
  const [foreign] = await admin<{ id: string }[]>`select id from rowseal.workspaces where slug = 'globex'`;
  others = foreign?.id ?? '';
});

afterAll(async () => {
  await Promise.all([admin.end(), gateway.end()]);
  // Its pools outlive their promise, and end the process when their connections are ended for them.
  const clients = () =>
    server`select from pg_stat_activity where datname = ${name} and backend_type = 'client backend'`;
  while ((await clients()).length > 0) await sleep(20);
  await server`drop database ${server(name)} with (force)`;
  await server.end();
});

/** How many notes of another workspace an expression that changes in mid-statement opens to ada. */
async function foreignNotes(): Promise<number> {
  const { sub, sid, exp, seal_key, seal, workspace_id } = session;
  const rows = await gateway.begin(async (sql) => {
    await sql`select rowseal.enter(${sub}, ${sid}, null, null, ${exp}, ${seal_key}, ${seal}, 'acme')`;
    await sql`select set_config('a.b', ${workspace_id}, true), set_config('enable_indexscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`;
    return sql`
      select workspace_id, set_config('a.b', ${others}, true) from app.notes where workspace_id = current_setting('a.b')::uuid`;
  });
  return rows.filter((row) => row['workspace_id'] === others).length;
}

test('the first release leaks: the control', async () => {
  expect(await foreignNotes()).toBeGreaterThan(0);
});

describe('brought to this version', () => {
  beforeAll(async () => {
    await install({ adminUrl, masterKey: TEST_MASTER_KEY });
  });

  test('a protected table no longer leaks, and an open session still enters', async () => {
    // The control ran before: the first release leaks.
    expect(await foreignNotes()).toBe(0);
  });

  test('again changes nothing', async () => {
    const policies = () => admin`select * from pg_policies where schemaname in ('rowseal', 'app') order by 1, 2, 3`;
    const before = await policies();
    await admin`delete from rowseal_private.installed_files`;
    await install({ adminUrl, masterKey: TEST_MASTER_KEY, replace: true });
    expect(await policies()).toEqual(before);
    expect(before.length).toBeGreaterThan(10);
  });
});
