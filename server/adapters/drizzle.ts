import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { CredentialOptions } from './credentials.ts';
import { type PoolOptions, WorkspacePool } from './workspace-pool.ts';
import { type Workspaces, workspacesOver } from './workspaces.ts';

export * from './exported.ts';

/** What Drizzle hands to the function of a transaction. */
export type Transaction<Schema extends Record<string, unknown>> = Parameters<
  Parameters<NodePgDatabase<Schema>['transaction']>[0]
>[0];

/** How workspaces are opened. */
export type Options<Schema> = PoolOptions & CredentialOptions & { schema?: Schema };

/**
 * Opens workspaces for Drizzle: the handle is its transaction.
 *
 * @param options - see {@link Options}.
 */
export function openWorkspaces<Schema extends Record<string, unknown> = Record<string, never>>(
  options: Options<Schema>,
): Workspaces<Transaction<Schema>> {
  const pool = new WorkspacePool(options);
  const { schema } = options;
  const db = drizzle({ client: pool as unknown as pg.Pool, ...(schema ? { schema } : {}) }) as NodePgDatabase<Schema>;
  return workspacesOver<Transaction<Schema>>(options, {
    transaction: (entry, job, signal) => pool.lend(entry, (lease) => db.transaction(lease.guarding(job)), signal),
    ask: (entry) => pool.ask(entry),
    savepoint: (tx, job) => tx.transaction(job),
    close: () => pool.end(),
  });
}
