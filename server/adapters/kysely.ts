import { Kysely, PostgresDialect, type PostgresPool, sql, type Transaction } from 'kysely';
import type { CredentialOptions } from './credentials.ts';
import { type PoolOptions, WorkspacePool } from './workspace-pool.ts';
import { type Workspaces, workspacesOver } from './workspaces.ts';

export * from './exported.ts';

/** How workspaces are opened. */
export type Options = PoolOptions & CredentialOptions;

const SAVEPOINT = { begin: sql`savepoint rowseal`, end: sql`release rowseal`, undo: sql`rollback to rowseal` };

/**
 * Opens workspaces for Kysely: the handle is its Transaction.
 *
 * @param options - see {@link Options}.
 */
export function openWorkspaces<Tables>(options: Options): Workspaces<Transaction<Tables>> {
  const pool = new WorkspacePool(options);
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) });
  return workspacesOver<Transaction<Tables>>(options, {
    transaction: (entry, job, signal) =>
      pool.lend(entry, (lease) => kysely.transaction().execute(lease.guarding(job)), signal),
    ask: (entry) => pool.ask(entry),
    savepoint: async (tx, job) => {
      await SAVEPOINT.begin.execute(tx);
      try {
        const value = await job(tx);
        await SAVEPOINT.end.execute(tx);
        return value;
      } catch (error) {
        await SAVEPOINT.undo.execute(tx).catch(() => {});
        await SAVEPOINT.end.execute(tx).catch(() => {});
        throw error;
      }
    },
    close: () => kysely.destroy(),
  });
}
