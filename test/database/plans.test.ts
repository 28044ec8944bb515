import { describe, expect, test } from 'vitest';
import { apiWorld, CALLER } from '#test/support/api-world.ts';
import { freshDatabase } from '#test/support/database.ts';
import { fill, scansBy, scansOf } from '#test/support/fill.ts';
import { everyRoad } from '#test/support/roads.ts';

// A sample: plans.long.test.ts reads the plans themselves, of a thousand times as many.
const USERS = 5_000;
// Milliseconds. It ends what hangs, and judges nothing.
const PATIENCE = 180_000;

describe('the purge and the deletions of a big installation', () => {
  const filled = freshDatabase();

  test(
    'reads each table by an index, whether nothing is due or much',
    async () => {
      const db = await filled;
      await fill(db, USERS);
      let purged = 0;
      const purge = () =>
        scansBy(db.admin, async (sql) => {
          const [row] = await sql<{ purged: number }[]>`select rowseal_private.purge() as purged`;
          await sql`select rowseal_private.purge_lag()`;
          purged = row?.purged ?? 0;
        });
      expect([await purge(), purged]).toEqual([[], 0]);
      for (const column of ['expires_at', 'revoked_at'])
        await db.admin.unsafe(
          `update rowseal_private.sessions set ${column} = now() - interval '40 days'
            where ctid = any (array(select ctid from rowseal_private.sessions where ${column} > now() - interval '39 days' limit 1500))`,
        );
      await db.admin`
        update rowseal_private.throttles set last_attempt_at = now() - interval '3 days', blocked_until = '-infinity'
         where ctid = any (array(select ctid from rowseal_private.throttles limit 3000))`;
      await db.admin`update rowseal_private.oauth_codes set expires_at = now() - interval '1 hour'`;
      expect(await purge()).toEqual([]);
      expect(purged).toBeGreaterThan(2000);
    },
    PATIENCE,
  );

  test('the count of scans would show one: the control', async () => {
    const scans = await scansBy(
      (await filled).admin,
      (sql) => sql`select count(*) from rowseal_private.throttles where last_attempt_at + interval '1 hour' < now()`,
    );
    expect(scans).toEqual(['rowseal_private.throttles']);
  });

  test(
    'deleting a user, a workspace and a client finds what refers to them by indexes',
    async () => {
      const db = await filled;
      const [victim] = await db.admin`select user_id from rowseal.memberships where role = 'member' limit 1`;
      const scans = await scansBy(db.admin, async (sql) => {
        await sql`delete from rowseal.users where id = ${victim?.['user_id']}`;
        await sql`delete from rowseal.workspaces where slug = 'f1'`;
        await sql`delete from rowseal_private.oauth_clients where id = 'app_' || lpad('7', 22, '0')`;
      });
      expect(scans).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'erasing a user, what an import left, users by address and roles to import are found by indexes',
    async () => {
      const db = await filled;
      const scans = await scansBy(db.admin, async (sql) => {
        await sql`select rowseal_audit.erase_user(id) from rowseal.users where email = 'person3@filled.test'`;
        await sql`select * from rowseal_audit.former_passwords()`;
        await sql`select rowseal_audit.expire_former_passwords(now())`;
        await sql`select * from rowseal_audit.find_users('person5@filled.test')`;
        await sql`select * from rowseal_audit.import_roles('[{"workspace": "f7", "name": "made", "scopes": ["notes:read"]}]')`;
      });
      expect(scans).toEqual([]);
    },
    PATIENCE,
  );
});

describe('every road of a big installation', async () => {
  const world = await apiWorld();
  const { db, app } = world;
  await fill(db, USERS, CALLER);
  const { roads, close } = await everyRoad(world);

  test(
    'reads the big tables by indexes: REST, OAuth, GraphQL, pages, mail, SQL of applications, and the worker',
    async () => {
      for (const { ready } of roads) await (await ready())();
      await Promise.all([app.close(), close()]);
      await expect.poll(() => connectionsOf(db)).toBe(0);
      expect(await scansOf(db)).toEqual([]);
    },
    PATIENCE,
  );
});

async function connectionsOf({ admin, name }: Awaited<ReturnType<typeof freshDatabase>>): Promise<number> {
  const [row] = await admin<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where datname = ${name} and usename in ('rowseal_gateway', 'rowseal_issuer')`;
  return row?.count ?? 0;
}
