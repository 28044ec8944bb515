import type postgres from 'postgres';
import { asAdministrator } from './install.ts';
import { sqlFile } from './sql-files.ts';

/**
 * Puts the kit for tests of isolation, the schema rowseal_test, into a database that has Rowseal. Safe to run again.
 *
 * @param adminUrl - an administrator's connection string.
 * @param role - the login role of a suite that is no superuser's: it can be anybody in this database from now on.
 * @throws Error with a sentence for the operator: the role is missing, or policies do not bind it.
 */
export async function installTestKit(adminUrl: string, role?: string): Promise<void> {
  const { text } = sqlFile('test-kit/all.sql');
  await asAdministrator(adminUrl, async (admin) => {
    if (role !== undefined) {
      const [found] = await admin<{ bound: boolean }[]>`
        select not rolsuper and pg_catalog.pg_has_role(oid, 'rowseal_user', 'usage') as bound
          from pg_catalog.pg_roles where rolname = ${role}`;
      if (!found) throw new Error(`there is no role ${role}`);
      if (!found.bound)
        throw new Error(`${role} has to be a member of rowseal_user and no superuser: grant rowseal_user to ${role}`);
    }
    await admin.begin(async (sql) => {
      await sql.unsafe(`set local role rowseal_owner; set local search_path = '';\n${text}`);
      for (const suite of await suitesOf(sql))
        await sql.unsafe(`grant execute on all functions in schema rowseal_test to ${suite}`);
      if (role === undefined) return;
      await sql`grant usage on schema rowseal, rowseal_test to ${sql(role)}`;
      await sql`grant execute on all functions in schema rowseal_test to ${sql(role)}`;
      await sql`
        grant execute on function
          rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text),
          rowseal.enter_with_digest(uuid, uuid, bytea, inet, text, text)
        to ${sql(role)}`;
      // Who serves requests could not give personas roles. Set alone leaves the login bound by the policies of requests.
      await sql`reset role`;
      await sql`grant rowseal_owner to ${sql(role)} with inherit false, set true`;
    });
  });
}

/**
 * Takes the kit out again.
 *
 * @param adminUrl - an administrator's connection string.
 */
export async function removeTestKit(adminUrl: string): Promise<void> {
  await asAdministrator(adminUrl, async (admin) => {
    await admin.begin(async (sql) => {
      // What a run of mutants that broke off has left weakened: how it was goes with the schema.
      if (await hasKit(sql)) await sql`select rowseal_test.restore()`;
      const suites = await suitesOf(sql);
      for (const suite of suites) await sql.unsafe(`revoke rowseal_owner from ${suite}`);
      await sql`set local role rowseal_owner`;
      for (const suite of suites)
        await sql.unsafe(`
          revoke execute on function
            rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text),
            rowseal.enter_with_digest(uuid, uuid, bytea, inet, text, text)
          from ${suite}`);
      await sql`drop schema if exists rowseal_test cascade`;
    });
  });
}

async function hasKit(sql: postgres.TransactionSql): Promise<boolean> {
  const [kit] = await sql<{ there: boolean }[]>`select to_regprocedure('rowseal_test.restore()') is not null as there`;
  return kit?.there === true;
}

/** The login roles that the kit was installed for, as SQL names them. */
async function suitesOf(sql: postgres.TransactionSql): Promise<string[]> {
  const suites = await sql<{ role: string }[]>`
    select acl.grantee::regrole::text as role
      from pg_catalog.pg_namespace as namespace
     cross join lateral pg_catalog.aclexplode(namespace.nspacl) as acl
     where namespace.nspname = 'rowseal_test' and acl.privilege_type = 'USAGE'
       and acl.grantee::regrole::text !~ '^rowseal_'`;
  return suites.map(({ role }) => role);
}
