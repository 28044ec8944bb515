import type postgres from 'postgres';
import { inTransaction } from './administrator.ts';
import { asAdministrator } from './install.ts';
import { dependents } from './run-sql.ts';
import { sqlFile } from './sql-files.ts';

/** What to take out, and how far. */
export interface UninstallOptions {
  /** The database's name, which the operator has to give, so that none is emptied by mistake. */
  database: string;
  /** The cluster's roles, too, which no other database may use. */
  roles: boolean;
}

const ROLES =
  'rowseal_gateway, rowseal_issuer, rowseal_worker, rowseal_user, rowseal_reader, rowseal_developer, rowseal_backup, rowseal_auditor, rowseal_owner';

/**
 * Takes Rowseal out of a database, with all that it holds, in one transaction, and gives back to PUBLIC what the installation took.
 *
 * @param adminUrl - an administrator's connection string.
 * @param options - see {@link UninstallOptions}.
 * @throws Error with a sentence for the operator: another database is meant, or something of an application depends on Rowseal, and is named.
 */
export async function uninstall(adminUrl: string, { database, roles }: UninstallOptions): Promise<void> {
  const { text } = sqlFile('uninstall.sql');
  await asAdministrator(adminUrl, async (admin) => {
    const [found] = await admin<{ name: string; installed: boolean }[]>`
      select pg_catalog.current_database() as name,
             exists (select from pg_catalog.pg_namespace where nspname = 'rowseal_private') as installed`;
    if (found?.name !== database) throw new Error(`DATABASE_URL names the database ${found?.name}, not ${database}`);
    if (!found.installed) throw new Error(`Rowseal is not installed in the database ${database}`);
    await inTransaction(admin, async () => {
      // Of privileges that others granted, and that go with what they are on, PostgreSQL would say that they stay.
      await admin`select set_config('lock_timeout', '5s', true), set_config('client_min_messages', 'error', true)`;
      await explained(admin.unsafe(text));
      if (roles) await explained(admin.unsafe(`drop role ${ROLES}`));
    });
  });
}

async function explained(statement: Promise<postgres.RowList<postgres.Row[]>>): Promise<void> {
  try {
    await statement;
  } catch (error) {
    const needed = dependents(error);
    if (needed === undefined) throw error;
    const message = `nothing was changed, because other objects depend on Rowseal: ${needed.replaceAll('\n', '; ')}`;
    throw Object.assign(error as Error, { message });
  }
}
