import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { demoApp } from '#test/support/demo-app.ts';
import { createPerson } from '#test/support/people.ts';

// Functions of an application that Rowseal calls, as docs/hooks.md shows them, and what is left of their rights.
const { db, send, token } = await demoApp({ graphql: false });
const owner = `crm_${process.pid}`;
const gateway = connect(db.gatewayUrl, { max: 1 });

await db.admin.unsafe(`create role ${owner}; grant rowseal_developer to ${owner}`);
await db.admin.begin(async (sql) => {
  const page = await readFile('docs/hooks.md', 'utf8');
  const blocks = [...page.matchAll(/^```sql\n(.*?)^```$/gms)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(2);
  await sql.unsafe(`grant create on database "${db.name}" to ${owner}; set local role ${owner}`);
  for (const block of blocks) await sql.unsafe(block);
});
afterAll(async () => {
  await gateway.end();
  await db.admin.unsafe(`drop owned by ${owner} cascade; drop role ${owner}`);
});

const post = async (slug: string) => {
  const headers = { authorization: `Bearer ${await token('owner@acme.test')}` };
  return send({ method: 'POST', url: '/v1/workspaces', headers, payload: { slug, name: slug } });
};
const remove = async (workspace: string) => {
  const headers = { authorization: `Bearer ${await token('owner@acme.test')}`, 'x-rowseal-workspace': workspace };
  return send({ method: 'DELETE', url: '/v1/workspace', headers });
};
const titles = (slug: string) => db.admin`
  select title from crm.boards as board join rowseal.workspaces as workspace on workspace.id = workspace_id
   where slug = ${slug} order by title`;

describe('what docs/hooks.md shows', () => {
  test('fills a new workspace, and refuses to have one deleted that is in use', async () => {
    expect((await post('fresh')).status).toBe(201);
    expect(await titles('fresh')).toEqual([{ title: 'Welcome' }]);
    await db.admin`
      insert into crm.boards (workspace_id, title) select id, 'Mine' from rowseal.workspaces where slug = 'fresh'`;
    expect(await remove('fresh')).toMatchObject({
      status: 409,
      body: {
        code: 'refused_by_application',
        sqlstate: 'ZB001',
        detail: 'There are boards that somebody needs',
      },
    });
    await db.admin`delete from crm.boards where title = 'Mine'`;
    expect((await remove('fresh')).status).toBe(200);
  });

  test('is not asked once others may execute it, and nothing is deleted without asking', async () => {
    expect((await post('unasked')).status).toBe(201);
    await db.admin`grant execute on function crm.may_delete(text, uuid, uuid) to public`;
    expect(await remove('unasked')).toMatchObject({ status: 409, body: { code: 'refused_by_application' } });
    // The control: as it was registered.
    await db.admin`revoke execute on function crm.may_delete(text, uuid, uuid) from public`;
    expect((await remove('unasked')).status).toBe(200);
  });
});

test('the context of a hook, kept past its transaction, opens nothing', async () => {
  await db.admin`
    create or replace function crm.begin_workspace(occasion text, workspace uuid, "user" uuid) returns void
      language plpgsql security definer set search_path = pg_catalog, pg_temp
    as $$ begin perform set_config('crm.kept', current_setting('rowseal.context'), false); end $$`;
  const { entry } = await createPerson(db.admin, 'acme', 'member');
  await db.admin`update rowseal.users set email_verified_at = now() where id = ${entry.sub}`;
  const use = 'select set_config($$rowseal.context$$, current_setting($$crm.kept$$), true)';
  const write = 'select rowseal.require_scope($$boards:write$$)';
  await gateway.begin(async (sql) => {
    await sql`select rowseal.enter(${entry.sub}, ${entry.sid}, null, null, ${entry.exp}, ${entry.seal_key}, ${Buffer.from(entry.seal, 'hex')}, null)`;
    await sql`select rowseal.create_workspace('kept', 'Kept')`;
    await expect(sql.savepoint((inner) => inner.unsafe(write))).rejects.toMatchObject({ code: 'RS007' });
    // The control: until the transaction ends it is what it was.
    await sql.unsafe(use);
    expect(await sql.unsafe(write)).toHaveLength(1);
  });
  await expect(
    gateway.begin(async (sql) => {
      await sql.unsafe(use);
      await sql.unsafe(write);
    }),
  ).rejects.toMatchObject({ code: '28000' });
});
