import { setTimeout as sleep } from 'node:timers/promises';
import type postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';

const db = await freshDatabase();
const administrators = [connect(db.adminUrl), connect(db.adminUrl)] as const;
const requests = [connect(db.gatewayUrl), connect(db.gatewayUrl)] as const;
afterAll(() => Promise.all([...administrators, ...requests].map((sql) => sql.end())));

// An application that grants what it should not, so that nothing but the triggers is between a request and the table.
await db.admin.unsafe(`
  grant insert on rowseal.memberships to rowseal_user;
  create policy anything on rowseal.memberships to rowseal_user using (true) with check (true)`);

type Write = (sql: postgres.Sql) => Promise<unknown>;

/**
 * Two transactions that write at once: the second has its snapshot before the first commits, and then waits for it.
 *
 * @returns what came of the second: the SQLSTATE, or `done`.
 */
async function atOnce(
  [one, two]: readonly [postgres.Sql, postgres.Sql],
  isolation: string,
  [first, second]: [Write, Write],
): Promise<string> {
  for (const sql of [one, two]) await sql.unsafe(`begin isolation level ${isolation}`);
  const [waiting] = await two<{ pid: number }[]>`select pg_backend_pid() as pid from rowseal.scopes limit 1`;
  await first(one);
  const outcome = second(two).then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
  await untilBlocked(waiting?.pid ?? 0);
  await one.unsafe('commit');
  const state = await outcome;
  await two.unsafe(state === 'done' ? 'commit' : 'rollback');
  return state;
}

async function untilBlocked(pid: number): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const [row] = await db.admin<{ blocked: boolean }[]>`select cardinality(pg_blocking_pids(${pid})) > 0 as blocked`;
    if (row?.blocked) return;
    await sleep(20);
  }
  throw new Error('it did not wait for the other');
}

const enter = (sql: postgres.Sql, { entry }: Person) =>
  sql`select rowseal.enter(${entry.sub}, ${entry.sid}, null, null, ${entry.exp}, ${entry.seal_key}, ${Buffer.from(entry.seal, 'hex')})`;

describe.each([
  ['read committed', 'RS014'],
  ['repeatable read', '40001'],
  ['serializable', '40001'],
])('under %s', (isolation, ownerless) => {
  test.each([
    ['removed', 'delete from rowseal.memberships'],
    ['demoted', `update rowseal.memberships set role = 'viewer'`],
  ])('of two owners who are %s at once, in plain SQL, one stays', async (_, statement) => {
    const slug = `pair-${crypto.randomUUID().slice(0, 8)}`;
    const [ada, gus] = [await createPerson(db.admin, slug, 'owner'), await createPerson(db.admin, slug, 'owner')];
    const write =
      ({ entry }: Person): Write =>
      (sql) =>
        sql.unsafe(`${statement} where user_id = '${entry.sub}'`);
    expect(await atOnce(administrators, isolation, [write(ada), write(gus)])).toBe(ownerless);
    const owners = await db.admin`
      select user_id from rowseal.memberships where workspace_id = ${ada.workspaceId} and role = 'owner'`;
    expect(owners).toEqual([{ user_id: gus.entry.sub }]);
  });
});

test('of two who come first into a workspace at once, one does', async () => {
  const [ada, gus] = [await createPerson(db.admin, 'acme', 'owner'), await createPerson(db.admin, 'acme', 'member')];
  const [empty] = await db.admin<{ id: string }[]>`
    insert into rowseal.workspaces (slug, name) values (${`empty-${crypto.randomUUID().slice(0, 8)}`}, 'Empty') returning id`;
  const join =
    (person: Person): Write =>
    async (sql) => {
      await enter(sql, person);
      await sql`insert into rowseal.memberships (workspace_id, user_id, role) values (${empty?.id ?? ''}, ${person.entry.sub}, 'owner')`;
    };
  expect(await atOnce(requests, 'read committed', [join(ada), join(gus)])).toBe('RS006');
  const members = await db.admin`select user_id from rowseal.memberships where workspace_id = ${empty?.id ?? ''}`;
  expect(members).toEqual([{ user_id: ada.entry.sub }]);
});
