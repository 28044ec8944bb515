import { describe, expect, test } from 'vitest';
import { openGateway } from '#server/database/gateway.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { apiWorld, CALLER, PASSWORD } from '#test/support/api-world.ts';
import { browserLike } from '#test/support/browser-like.ts';
import { freshDatabase } from '#test/support/database.ts';
import { fill, scansBy, scansOf } from '#test/support/fill.ts';
import { outboxLinks } from '#test/support/outbox.ts';
import { createPerson } from '#test/support/people.ts';

// With ROWSEAL_LONG=1 (npm run test:long) as many as the issue asks for, or ROWSEAL_FILL_USERS; a sample of them otherwise. Nothing is timed.
const USERS = Number(process.env['ROWSEAL_FILL_USERS'] ?? (process.env['ROWSEAL_LONG'] === '1' ? 1_000_000 : 5_000));
// Milliseconds. It ends what hangs, and judges nothing: a hundred thousand people take a minute to fill in, or three on a machine that is busy.
const PATIENCE = 180_000 + USERS * 3;

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
});

describe('every road of a big installation', () => {
  test(
    'reads the big tables by indexes: REST, OAuth, GraphQL, pages, mail, SQL of applications, and the worker',
    async () => {
      const world = await apiWorld();
      const { db, app } = world;
      await fill(db, USERS);
      const links = await outboxLinks(db.workerUrl);
      const broken: string[] = [];
      for (const operation of world.operations) {
        await world.renew();
        const { status } = await world.call(operation, await world.request(operation));
        if (status >= 500 || status === 404) broken.push(`${operation.id}: ${status}`);
      }
      expect(broken).toEqual([]);
      const browser = browserLike(app);
      await browser.post('/sign-in', { email: CALLER, password: PASSWORD });
      for (const page of ['/account', '/account/password', '/sign-in'])
        expect((await browser.get(page)).status).toBeLessThan(400);
      await browser.post('/account/sessions/end-others', {});
      await world.send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email: CALLER } });
      await links(CALLER, 'reset-password');
      await askTables(db);
      await housekeep(db.workerUrl);
      await app.close();
      await expect.poll(() => connectionsOf(db)).toBe(0);
      expect(await scansOf(db)).toEqual([]);
    },
    PATIENCE,
  );
});

/** The tables that applications may read, as a member of a workspace. */
async function askTables(db: Awaited<ReturnType<typeof freshDatabase>>): Promise<void> {
  const { entry } = await createPerson(db.admin, 'f2', 'owner');
  const gateway = openGateway(db.gatewayUrl, { max: 1 });
  for (const text of [
    'select id, email from rowseal.users',
    'select id, email from rowseal.users where id = rowseal.user_id()',
    'select role, user_id from rowseal.memberships',
    'select users.email, memberships.role from rowseal.memberships join rowseal.users on users.id = memberships.user_id',
    'select name from rowseal.roles',
    'select id from rowseal.workspaces',
    'select id from rowseal.invitations',
  ])
    expect((await gateway.query({ ...entry }, { text, values: [] })).rows.length).toBeGreaterThan(0);
  await gateway.close();
}

async function housekeep(workerUrl: string): Promise<void> {
  const maintenance = openMaintenance(workerUrl);
  await maintenance.purge(500);
  await maintenance.purgeLag();
  await maintenance.advanceSigningKeys();
  await maintenance.clients();
  await maintenance.identityProviders();
  await maintenance.close();
}

async function connectionsOf({ admin, name }: Awaited<ReturnType<typeof freshDatabase>>): Promise<number> {
  const [row] = await admin<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where datname = ${name} and usename in ('rowseal_gateway', 'rowseal_issuer')`;
  return row?.count ?? 0;
}
