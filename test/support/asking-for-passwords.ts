import type postgres from 'postgres';

/**
 * Has a cluster ask for passwords; a few roles are let in without one.
 *
 * @param admin - a superuser's connection to it.
 * @param trusted - these roles, as pg_hba.conf lists them.
 */
export async function askForPasswords(admin: postgres.Sql, trusted = 'postgres'): Promise<void> {
  // pg_hba.conf is read through SQL, and changed the same way.
  const [hba] = await admin`select current_setting('hba_file') as file`;
  await admin.unsafe(
    `copy (select 'local all ${trusted} trust' union all select 'local all all scram-sha-256') to '${hba?.['file']}'; select pg_reload_conf()`,
  );
}
