import type postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';

// The rounds of the issue with ROWSEAL_LONG=1 (npm run test:long); a sample of them otherwise.
const ROUNDS = process.env['ROWSEAL_LONG'] === '1' ? 100 : 5;
const AT_ONCE = 32;

const db = await freshDatabase();
const gateways = Array.from({ length: AT_ONCE }, () => connect(db.gatewayUrl));
afterAll(() => Promise.all(gateways.map((sql) => sql.end())));

/** What comes of a statement of somebody: `done`, or its SQLSTATE. */
async function answer(n: number, { entry }: Person, slug: string, run: (sql: postgres.TransactionSql) => unknown) {
  const call = gateways[n % AT_ONCE]?.begin(async (sql) => {
    await sql`select rowseal.enter(${entry.sub}, ${entry.sid}, null, null, ${entry.exp}, ${entry.seal_key},
                                   ${Buffer.from(entry.seal, 'hex')}, ${slug})`;
    await run(sql);
    return 'done';
  });
  return call?.catch((error) => String(error.code));
}

const people = (slug: string, role: string) =>
  Promise.all(Array.from({ length: AT_ONCE }, () => createPerson(db.admin, slug, role)));

describe('32 at once', () => {
  test(`who give up ownership for several roles: one stays an owner, ${ROUNDS} times`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const slug = `owners-${round}`;
      const owners = await people(slug, 'owner');
      await db.admin`
        update rowseal.memberships set further_roles = '{admin}'
         where workspace_id = ${owners[0]?.workspaceId ?? ''}`;
      const answers = await Promise.all(
        owners.map((owner, n) =>
          answer(n, owner, slug, (sql) => sql`select rowseal.set_member_roles(rowseal.user_id(), '{admin,viewer}')`),
        ),
      );
      expect(answers.toSorted()).toEqual([...Array(1).fill('RS014'), ...Array(AT_ONCE - 1).fill('done')]);
    }
  }, 300_000);

  test(`who give a role that is removed meanwhile: nobody has one that there is not, ${ROUNDS} times`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const slug = `clerks-${round}`;
      const owner = await createPerson(db.admin, slug, 'owner');
      const members = await people(slug, 'viewer');
      const [role] = await db.admin<{ id: string }[]>`
        insert into rowseal.roles (workspace_id, name, scopes) values (${owner.workspaceId}, 'clerk', '{notes:write}')
        returning id`;
      const replacement = db.admin`
        select id from rowseal.roles where name = 'member' and workspace_id = rowseal_private.no_workspace()`;
      const [{ id: member } = {}] = await replacement;
      const answers = await Promise.all(
        members.map(({ entry }, n) =>
          answer(n, owner, slug, (sql) =>
            n === 16
              ? sql`select rowseal.remove_role(${role?.id ?? ''}, ${member})`
              : sql`select rowseal.set_member_roles(${entry.sub}, '{clerk,viewer}')`,
          ),
        ),
      );
      expect(answers[16]).toBe('done');
      expect(answers.filter((each) => each !== 'done' && each !== 'RS013')).toEqual([]);
      const held = await db.admin<{ roles: string[]; count: number }[]>`
        select role || further_roles as roles, count(*)::int from rowseal.memberships
         where workspace_id = ${owner.workspaceId} and role <> 'owner' group by 1`;
      const given = answers.filter((each) => each === 'done').length - 1;
      const counts = Object.fromEntries(held.map(({ roles, count }) => [roles.join(), count]));
      expect(counts).toEqual(given === 0 ? { viewer: AT_ONCE } : { 'member,viewer': given, viewer: AT_ONCE - given });
    }
  }, 300_000);

  test('a role that is removed by hand while somebody gets it waits for them, and stays', async () => {
    const owner = await createPerson(db.admin, 'by-hand', 'owner');
    const friend = await createPerson(db.admin, 'by-hand', 'viewer');
    await db.admin`insert into rowseal.roles (workspace_id, name, scopes) values (${owner.workspaceId}, 'clerk', '{}')`;
    const other = connect(db.adminUrl);
    const levels = ['read committed', 'repeatable read', 'serializable'];
    const codes: string[] = [];
    for (const level of levels) {
      await db.admin`update rowseal.memberships set further_roles = null where user_id = ${friend.entry.sub}`;
      let removed: Promise<string> = Promise.resolve('');
      await db.admin.begin(async (sql) => {
        await sql`update rowseal.memberships set further_roles = '{clerk}' where user_id = ${friend.entry.sub}`;
        removed = other
          .begin(`isolation level ${level}`, async (second) => {
            await second`delete from rowseal.roles where workspace_id = ${owner.workspaceId} and name = 'clerk'`;
            return 'removed';
          })
          .catch((error) => String(error.code));
        await waiting();
      });
      codes.push(await removed);
    }
    await other.end();
    expect(codes).toEqual(['23503', '40001', '40001']);
  });
});

/** Until a statement waits for a lock. */
async function waiting(): Promise<void> {
  const find = () =>
    db.admin`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(async () => (await find()).length, { timeout: 60_000 }).toBeGreaterThan(0);
}
