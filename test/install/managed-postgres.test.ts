import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { withDatabase } from '#server/database/url.ts';
import { install } from '#server/install/install.ts';
import { sqlFile } from '#server/install/sql-files.ts';
import { installTestKit, removeTestKit } from '#server/install/test-kit.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { installFirstRelease } from '#test/support/first-release.ts';
import { ownCluster } from '#test/support/own-cluster.ts';
import { makeOwner } from '#test/support/owner-installer.ts';

// Whom a hoster lets in owns a database and may make roles; nobody is a superuser. Clusters of its own: roles are the cluster's.
const masterKey = randomBytes(32);

async function cluster() {
  const embedded = await ownCluster();
  const root = connect(embedded.url());
  afterAll(async () => {
    await root.end();
    await embedded.stop();
  });
  return { root, url: embedded.url() };
}

/** What an installation tells the operator. */
async function told(work: () => Promise<unknown>): Promise<string[]> {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    await work();
    return spy.mock.calls.map(([message]) => String(message));
  } finally {
    spy.mockRestore();
  }
}

describe.each(['', 'inherit', 'set', 'set, inherit'])(
  'with createrole_self_grant = %j',
  async (createroleSelfGrant) => {
    const { root, url } = await cluster();
    // Names that SQL has to quote: hosters let their customers choose.
    const adminUrl = await makeOwner(root, url, { name: 'Hosted-Admin', database: 'The App', createroleSelfGrant });

    test('an owner without superuser installs, restarts, and runs an application', async () => {
      const messages = await told(() => install({ adminUrl, masterKey }));
      expect(messages, 'one warning, which names what no such owner can have').toEqual([
        expect.stringMatching(/^install: only a superuser can set, .*log_parameter_max_length = 0.*Managed PostgreSQL/),
      ]);
      const doors = await install({ adminUrl, masterKey });
      await installNotes(adminUrl);
      await seedDemo(adminUrl, doors);
      await withConnection(doors.gatewayUrl, async (sql) => {
        expect(await sql`select rowseal.user_id() as nobody`).toEqual([{ nobody: null }]);
      });
    });

    test('a superuser’s suite runs statements as it, where it owns a table', async () => {
      const superuser = withDatabase(url, 'The App');
      await installTestKit(superuser);
      await withConnection(superuser, async (sql) => {
        await sql`select rowseal_test.as_owner('app.notes', 'create table app.mine ()')`;
        expect(await sql`select tableowner as owner from pg_tables where tablename = 'mine'`).toEqual([
          { owner: 'Hosted-Admin' },
        ]);
      });
      await removeTestKit(superuser);
    });

    test('its findings are those that the manual lists, and no other', async () => {
      const found = await withConnection(
        adminUrl,
        (sql) => sql`select kind, severity, object, run_by from rowseal_audit.findings`,
      );
      expect(found.map((row) => ({ ...row }))).toEqual(
        ['rowseal_gateway', 'rowseal_issuer', 'rowseal_worker'].map((object) => ({
          kind: 'logs_parameters',
          severity: 'low',
          object,
          run_by: 'superuser',
        })),
      );
    });

    test('it keeps no privilege of a role of Rowseal: to policies, it is in no request', async () => {
      const memberships = await root`
      select roleid::regrole::text as role, inherit_option as inherits, set_option as sets
        from pg_auth_members where member = '"Hosted-Admin"'::regrole and (inherit_option or set_option) order by 1`;
      expect(memberships.map((row) => ({ ...row }))).toEqual([
        { role: 'rowseal_owner', inherits: false, sets: true },
        { role: 'rowseal_worker', inherits: false, sets: true },
      ]);
      // The control: of a role that it makes by itself it has what the setting says.
      await withConnection(adminUrl, (sql) => sql.unsafe('create role made_by_hand'));
      const [given] = await root`
        select coalesce(bool_or(inherit_option), false) as inherits, coalesce(bool_or(set_option), false) as sets
          from pg_auth_members where roleid = 'made_by_hand'::regrole`;
      const says = (option: string) => createroleSelfGrant.includes(option);
      expect({ ...given }).toEqual({ inherits: says('inherit'), sets: says('set') });
    });
  },
);

test('an owner without superuser upgrades the first release', async () => {
  const { root, url } = await cluster();
  const adminUrl = await makeOwner(root, url, { name: 'hosted', database: 'app' });
  // The first release needed this.
  await root.unsafe("alter role hosted set createrole_self_grant = 'set, inherit'");
  await installFirstRelease(adminUrl);
  await root.unsafe('alter role hosted reset createrole_self_grant; revoke rowseal_user from hosted granted by hosted');
  await told(() => install({ adminUrl, masterKey }));
  await withConnection(adminUrl, async (sql) => {
    await sql.unsafe('set role rowseal_owner');
    expect(await sql`select version from rowseal_private.installation`).toHaveLength(1);
  });
});

describe('what is missing is said before anything is changed', async () => {
  const { root, url } = await cluster();

  test('an owner who may not make roles', async () => {
    const adminUrl = await makeOwner(root, url, { name: 'plain', database: 'plain_app' });
    await root.unsafe('alter role plain nocreaterole');
    await expect(install({ adminUrl, masterKey })).rejects.toMatchObject({
      code: 'RS102',
      hint: expect.stringContaining('alter role plain createrole'),
    });
    expect(await root`select from pg_roles where rolname ~ '^rowseal_'`).toEqual([]);
  });

  test('an owner who may not make roles, where one alone is missing, as after a version that had fewer', async () => {
    const adminUrl = await makeOwner(root, url, { name: 'later', database: 'later_app' });
    await root.unsafe('alter role later nocreaterole');
    const { text } = sqlFile('roles.sql');
    await root.unsafe(text);
    const made = await root<{ name: string }[]>`select rolname as name from pg_roles where rolname ~ '^rowseal_'`;
    for (const { name } of made) {
      await root.unsafe(`drop role ${name}`);
      const refused = await install({ adminUrl, masterKey }).catch((error: unknown) => error);
      expect(refused, name).toMatchObject({
        code: 'RS102',
        hint: expect.stringContaining('alter role later createrole'),
      });
      await root.unsafe(text);
    }
    await root.unsafe(`drop role ${made.map(({ name }) => name).join(', ')}`);
  });

  test('roles that somebody else has made', async () => {
    const adminUrl = await makeOwner(root, url, { name: 'late', database: 'late_app' });
    await root.unsafe('create role rowseal_owner; create role rowseal_user; create role rowseal_gateway login');
    const refused = await install({ adminUrl, masterKey }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'RS102' });
    const { hint } = refused as { hint: string };
    expect(hint).toContain(
      'grant rowseal_owner to late with inherit false, set true; grant rowseal_user to rowseal_gateway',
    );
    await root.unsafe(hint.replace(/^.*?: /, ''));
    // Settings, passwords and comments of a role are for whoever has ADMIN on it.
    await root.unsafe('grant rowseal_gateway to late with admin true, inherit false, set false');
    await told(() => install({ adminUrl, masterKey }));
  });

  test('a database of somebody else', async () => {
    await makeOwner(root, url, { name: 'mine', database: 'theirs' });
    await root.unsafe('create role other login createrole; grant rowseal_owner, rowseal_worker to other');
    const theirs = new URL(url);
    theirs.pathname = '/theirs';
    theirs.username = 'other';
    await expect(install({ adminUrl: theirs.href, masterKey })).rejects.toMatchObject({
      code: 'RS102',
      hint: expect.stringContaining('alter database theirs owner to other'),
    });
  });
});

test("what a hoster has set for the login roles is reset, in the cluster and in the database, and Rowseal's own stays", async () => {
  const { root, url } = await cluster();
  const adminUrl = await makeOwner(root, url, { name: 'hosted', database: 'app' });
  await told(() => install({ adminUrl, masterKey }));
  await root.unsafe(`
    alter role rowseal_issuer set bytea_output = 'escape';
    alter role rowseal_worker in database app set row_security = off;
    alter role rowseal_gateway in database app set statement_timeout = 0;
    alter role rowseal_gateway set statement_timeout = 0`);
  await told(() => install({ adminUrl, masterKey }));
  const settings = await root<{ role: string; setting: string }[]>`
    select setrole::regrole::text as role, setting from pg_db_role_setting, unnest(setconfig) as setting
     where setrole::regrole::text ~ '^rowseal_' and setting ~ '^(bytea_output|row_security|statement_timeout)' order by 1, 2`;
  expect(settings.map(({ role, setting }) => `${role} ${setting}`)).toEqual([
    'rowseal_gateway bytea_output=hex',
    'rowseal_gateway row_security=on',
    'rowseal_gateway statement_timeout=10s',
    'rowseal_issuer bytea_output=hex',
    'rowseal_issuer row_security=on',
    'rowseal_issuer statement_timeout=10s',
    'rowseal_worker bytea_output=hex',
    'rowseal_worker row_security=on',
  ]);
});
