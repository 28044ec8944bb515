import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { installNotes } from '#demo/install.ts';
import { install } from '#server/install/install.ts';
import { uninstall } from '#server/install/uninstall.ts';
import { connect, withConnection } from '#test/support/connect.ts';
import { ownCluster } from '#test/support/own-cluster.ts';
import { makeOwner } from '#test/support/owner-installer.ts';

const masterKey = randomBytes(32);
const cluster = await ownCluster();
const root = connect(cluster.url());
afterAll(async () => {
  await root.end();
  await cluster.stop();
});
await root.unsafe('create role analysts; create role reporter login in role analysts; create role batch login');

/** What a dump of the database and of its cluster's roles would tell. */
async function catalogs(url: string): Promise<string[]> {
  return withConnection(url, async (sql) => {
    const rows = await sql<{ line: string }[]>`
      select concat_ws(' | ', 'database', acl.grantee::regrole, acl.privilege_type, acl.is_grantable) as line
        from pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) as acl where datname = current_database()
      union all
      select concat_ws(' | ', 'schema', nspname, nspowner::regrole, acl.grantee::regrole, acl.privilege_type)
        from pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) as acl where nspname !~ '^pg_(toast|temp)'
      union all
      select concat_ws(' | ', 'relation', oid::regclass, relkind, relacl, relrowsecurity) from pg_class where relnamespace::regnamespace::text !~ '^pg_'
      union all
      select concat_ws(' | ', 'function', oid::regprocedure, proacl) from pg_proc
      union all
      select concat_ws(' | ', 'type', oid::regtype, typacl) from pg_type where typnamespace::regnamespace::text !~ '^pg_'
      union all
      select concat_ws(' | ', 'default privileges', defaclrole, defaclobjtype, defaclacl) from pg_default_acl
      union all
      select concat_ws(' | ', 'operator', oid::regoperator) from pg_operator
      union all
      select concat_ws(' | ', 'setting', setdatabase, setrole, setconfig) from pg_db_role_setting
      union all
      select concat_ws(' | ', 'role', rolname) from pg_roles
      union all
      select concat_ws(' | ', 'membership', roleid::regrole, member::regrole) from pg_auth_members
      union all
      select concat_ws(' | ', 'comment', classoid::regclass, description) from pg_shdescription
       order by line`;
    return rows.map(({ line }) => line);
  });
}

beforeEach(() => {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
  return () => spy.mockRestore();
});

describe.each(['superuser', 'owner'])("other people's database, installed by its %s", (installer) => {
  const database = `shared_by_${installer}`;
  let adminUrl = cluster.url(database);
  const privilege = async (role: string, name: string) => {
    const [row] = await withConnection(
      cluster.url(database),
      (sql) => sql`
        select case ${name}
                 when 'TEMPORARY' then has_database_privilege(${role}, current_database(), 'temporary')
                 else has_schema_privilege(${role}, 'public', 'create')
               end as held`,
    );
    return row?.['held'];
  };
  let before: string[] = [];

  test('existing roles keep TEMPORARY and CREATE by name, and PUBLIC has neither', async () => {
    if (installer === 'owner') adminUrl = await makeOwner(root, cluster.url(), { name: 'hosted', database });
    else await root.unsafe(`create database ${database}`);
    // As in a database that comes from PostgreSQL 14.
    await withConnection(cluster.url(database), (sql) => sql.unsafe('grant create on schema public to public'));
    before = await catalogs(cluster.url(database));
    await install({ adminUrl, masterKey });
    for (const role of ['reporter', 'batch']) {
      expect(await privilege(role, 'TEMPORARY')).toBe(true);
      expect(await privilege(role, 'CREATE')).toBe(true);
    }
    for (const role of ['public', 'rowseal_gateway', 'rowseal_issuer', 'rowseal_user']) {
      expect(await privilege(role, 'TEMPORARY')).toBe(false);
      expect(await privilege(role, 'CREATE')).toBe(false);
    }
  });

  test('what an application has built on Rowseal is named, and nothing is changed', async () => {
    await installNotes(adminUrl);
    const installed = await catalogs(cluster.url(database));
    const refused = await uninstall(adminUrl, { database, roles: false }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: expect.stringMatching(/^nothing was changed, because other objects depend on Rowseal: .*app\.notes/),
      hint: undefined,
    });
    expect(await catalogs(cluster.url(database))).toEqual(installed);
    await withConnection(adminUrl, (sql) => sql.unsafe('drop schema app cascade'));
  });

  test('another database than the one that was named is left alone', async () => {
    await expect(uninstall(adminUrl, { database: 'other', roles: false })).rejects.toThrow(
      `DATABASE_URL names the database ${database}, not other`,
    );
  });

  test('uninstalling leaves it as it was, and can be followed by another installation', async () => {
    vi.mocked(console.error).mockClear();
    await uninstall(adminUrl, { database, roles: false });
    expect(vi.mocked(console.error).mock.calls, 'nothing that an operator should have to read').toEqual([]);
    await install({ adminUrl, masterKey });
    await uninstall(adminUrl, { database, roles: true });
    expect(await catalogs(cluster.url(database))).toEqual(before);
    await expect(uninstall(adminUrl, { database, roles: true })).rejects.toThrow('Rowseal is not installed');
  });
});
