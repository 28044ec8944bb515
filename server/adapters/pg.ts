import type pg from 'pg';
import type { CredentialOptions } from './credentials.ts';
import type { Lease, Query } from './lease.ts';
import { type PoolOptions, WorkspacePool } from './workspace-pool.ts';
import { type Workspaces, workspacesOver } from './workspaces.ts';

export * from './exported.ts';

/** The client of a transaction. */
export type Transaction = Pick<pg.ClientBase, 'query'>;

/** How workspaces are opened. */
export type Options = PoolOptions & CredentialOptions;

/**
 * Opens workspaces for statements of one's own, over `pg`.
 *
 * @param options - see {@link Options}.
 */
export function openWorkspaces(options: Options): Workspaces<Transaction> {
  const pool = new WorkspacePool(options);
  return workspacesOver<Transaction>(options, {
    transaction: (entry, job, signal) => pool.lend(entry, (lease) => inTransaction(lease, job), signal),
    ask: (entry) => pool.ask(entry),
    savepoint: (tx, job) =>
      between(tx, ['savepoint rowseal', 'release rowseal', 'rollback to rowseal; release rowseal'], job),
    close: () => pool.end(),
  });
}

function inTransaction<T>(lease: Lease, job: (tx: Transaction) => Promise<T>): Promise<T> {
  // Of the lease nothing but what runs a statement.
  const handle = { query: (query: Query, values?: unknown[]) => lease.query(query, values) };
  const guarded = lease.guarding(job);
  return between(lease as unknown as Transaction, ['begin', 'commit', 'rollback'], () =>
    guarded(handle as unknown as Transaction),
  );
}

async function between<T>(
  tx: Transaction,
  [first, last, undo]: [string, string, string],
  job: (tx: Transaction) => Promise<T>,
): Promise<T> {
  await tx.query(first);
  try {
    const value = await job(tx);
    await tx.query(last);
    return value;
  } catch (error) {
    for (const text of undo.split('; ')) await tx.query(text).catch(() => {});
    throw error;
  }
}
