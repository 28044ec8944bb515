import type postgres from 'postgres';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';

// A transaction that somebody entered while they were an owner, and goes on with after that was taken from them.
const db = await freshDatabase();
const gateway = connect(db.gatewayUrl);
afterAll(() => gateway.end());

// An application that grants what it should not, so that nothing but the triggers is between a request and the tables.
await db.admin.unsafe(`
  grant insert, update, delete on rowseal.memberships, rowseal.roles to rowseal_user;
  create policy anything on rowseal.memberships to rowseal_user using (true) with check (true);
  create policy anything on rowseal.roles to rowseal_user using (true) with check (true)`);

let boss: Person;
let ada: Person;
let friend: Person;
beforeEach(async () => {
  const slug = `w-${crypto.randomUUID().slice(0, 8)}`;
  boss = await createPerson(db.admin, slug, 'owner');
  ada = await createPerson(db.admin, slug, 'owner');
  friend = await createPerson(db.admin, slug, 'viewer');
  await db.admin`insert into rowseal.roles (workspace_id, name, scopes) values (${ada.workspaceId}, 'clerk', '{notes:read}')`;
  await db.admin`
    insert into rowseal.invitations (workspace_id, id, email, role, invited_by, expires_at)
    values (${ada.workspaceId}, ${INVITATION}, 'x@people.test', 'viewer', ${boss.entry.sub}, now() + interval '1 hour')`;
});
const INVITATION = '01a20bd8-1955-73aa-94a0-197ff9c52136';

function enter(sql: postgres.TransactionSql, { entry }: Person) {
  return sql`select rowseal.enter(${entry.sub}, ${entry.sid}, null, null, ${entry.exp}, ${entry.seal_key}, ${Buffer.from(entry.seal, 'hex')}, ${entry.wanted ?? null})`;
}

/** What else happens, and is committed, while ada's transaction is open. */
const TAKEN: Record<string, () => Promise<unknown>> = {
  'was demoted': () => db.admin`update rowseal.memberships set role = 'viewer' where user_id = ${ada.entry.sub}`,
  'was removed': () => db.admin`delete from rowseal.memberships where user_id = ${ada.entry.sub}`,
  'was disabled': () => db.admin`update rowseal.users set disabled_at = now() where id = ${ada.entry.sub}`,
  'was signed out': () =>
    db.admin`update rowseal_private.sessions set revoked_at = clock_timestamp() where id = ${ada.entry.sid}`,
};

const GIVES: Record<string, (sql: postgres.TransactionSql) => Promise<unknown>> = {
  'makes a friend an owner': (sql) => sql`select rowseal.set_member_role(${friend.entry.sub}, 'owner')`,
  'makes a friend an owner beside what they are': (sql) =>
    sql`select rowseal.set_member_roles(${friend.entry.sub}, '{viewer,owner}')`,
  'gives a friend a further role': (sql) => sql`select rowseal.set_member_roles(${friend.entry.sub}, '{viewer,admin}')`,
  'removes the other owner': (sql) => sql`select rowseal.remove_member(${boss.entry.sub})`,
  'changes a role': (sql) => sql`select rowseal.define_role('clerk', '{owners:write}')`,
  'invites an owner': (sql) => sql`select rowseal.invite_member('friend@people.test', 'owner')`,
  'takes an invitation back': (sql) => sql`select rowseal.revoke_invitation(${INVITATION})`,
  'makes a friend an owner in plain SQL': (sql) =>
    sql`update rowseal.memberships set role = 'owner' where user_id = ${friend.entry.sub}`,
  'gives a friend a further role in plain SQL': (sql) =>
    sql`update rowseal.memberships set further_roles = '{admin}' where user_id = ${friend.entry.sub}`,
  'removes the other owner in plain SQL': (sql) =>
    sql`delete from rowseal.memberships where user_id = ${boss.entry.sub}`,
  'changes a role in plain SQL': (sql) =>
    sql`update rowseal.roles set scopes = '{owners:write}' where workspace_id = ${ada.workspaceId}`,
};

/** The SQLSTATE of what ada tries after something was taken from her, or `done`. */
async function outcome(give: (sql: postgres.TransactionSql) => Promise<unknown>, take?: () => Promise<unknown>) {
  const attempt = gateway.begin(async (sql) => {
    await enter(sql, ada);
    await take?.();
    await give(sql);
  });
  return attempt.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
}

describe.each(Object.entries(GIVES))('an owner who %s', (_, give) => {
  test.each(Object.entries(TAKEN))('is refused if the owner %s after the transaction began', async (_name, take) => {
    expect(await outcome(give, take)).toMatch(/^RS00[246]$/);
  });

  test('succeeds while they are still an owner: the control', async () => {
    expect(await outcome(give)).toBe('done');
  });
});

/** Until a request waits for a lock. */
const somebodyWaits = () =>
  expect
    .poll(() => db.admin`select from pg_stat_activity where wait_event_type = 'Lock' and usename = 'rowseal_gateway'`, {
      timeout: 60_000,
    })
    .toHaveLength(1);

test('of two owners who demote each other at once, in plain SQL, one succeeds', async () => {
  const other = connect(db.gatewayUrl);
  const demote = (sql: postgres.TransactionSql, whom: Person) =>
    sql`update rowseal.memberships set role = 'viewer' where user_id = ${whom.entry.sub}`;
  let late: Promise<unknown> = Promise.resolve();
  await gateway.begin(async (sql) => {
    await enter(sql, ada);
    await demote(sql, boss);
    late = other
      .begin(async (second) => {
        await enter(second, boss);
        await demote(second, ada);
      })
      .then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
    // It has entered, and waits for the workspace.
    await somebodyWaits();
  });
  expect(await late).toBe('RS006');
  await other.end();
});

test('somebody who is signed out while they wait to accept an invitation joins nothing', async () => {
  const digest = Buffer.alloc(32, 7);
  const stranger = await createPerson(db.admin, `w-${crypto.randomUUID().slice(0, 8)}`, 'owner');
  await db.admin`
    update rowseal.invitations as invitation
       set email = holder.email, secret_hash = sha256(${digest})
      from rowseal.users as holder
     where holder.id = ${stranger.entry.sub} and invitation.workspace_id = ${ada.workspaceId}`;
  const accepting = (before: () => Promise<unknown>) =>
    gateway
      .begin(async (sql) => {
        await enter(sql, stranger);
        await before();
        const [answer] = await sql<{ status: string }[]>`
          select status from rowseal.accept_invitation_with_digest(${ada.workspaceId}, ${INVITATION}, ${digest})`;
        // The control is not to change anything.
        throw new Error(answer?.status);
      })
      .catch((error: Error & { code?: string }) => error.code ?? error.message);
  expect(await accepting(async () => {})).toBe('accepted');

  const locking = connect(db.adminUrl);
  await locking.unsafe(`begin; select from rowseal.workspaces where id = '${ada.workspaceId}' for update`);
  const outcome = accepting(async () => {});
  await somebodyWaits();
  await db.admin`update rowseal_private.sessions set revoked_at = clock_timestamp() where id = ${stranger.entry.sid}`;
  await locking.unsafe('rollback');
  expect(await outcome).toBe('RS010');
  await locking.end();
});

describe.each<[string, (sql: postgres.TransactionSql) => Promise<unknown>]>([
  [
    'create a workspace',
    (sql) => sql`select rowseal.create_workspace(${`w-${crypto.randomUUID().slice(0, 8)}`}, 'Mine')`,
  ],
  ['unlink an identity', (sql) => sql`select rowseal.unlink_identity('corp', 'ada')`],
])('somebody who waits to %s', (_, manage) => {
  test.each([
    ['disabled', () => `update rowseal.users set disabled_at = now() where id = '${ada.entry.sub}'`],
    ['signed out', () => `update rowseal_private.sessions set revoked_at = now() where id = '${ada.entry.sid}'`],
  ])('is refused if they are %s meanwhile', async (_, taken) => {
    await db.admin`update rowseal.users set email_verified_at = now() where id = ${ada.entry.sub}`;
    expect(await outcome(manage), 'the control').toBe('done');
    const locking = connect(db.adminUrl);
    await locking.unsafe(`begin; select from rowseal.users where id = '${ada.entry.sub}' for share`);
    const managed = outcome(manage);
    await somebodyWaits();
    await locking.unsafe(`${taken()}; commit`);
    expect(await managed).toBe('RS010');
    await locking.end();
  });
});
