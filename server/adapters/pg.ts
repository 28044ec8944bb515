import type pg from 'pg';
import type { CredentialOptions } from './credentials.ts';
import { kindOf } from './entering.ts';
import type { Lease, Query } from './lease.ts';
import { type PoolOptions, WorkspacePool } from './workspace-pool.ts';
import { WorkspaceError, type Workspaces, workspacesOver } from './workspaces.ts';

export { type CallOptions, WORKSPACE_ERRORS, WorkspaceError, type Workspaces } from './workspaces.ts';

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
    savepoint: (tx, job) =>
      between(tx, ['savepoint rowseal', 'release rowseal', 'rollback to rowseal; release rowseal'], job),
    close: () => pool.end(),
  });
}

function inTransaction<T>(lease: Lease, job: (tx: Transaction) => Promise<T>): Promise<T> {
  return between(lease as unknown as Transaction, ['begin', 'commit', 'rollback'], () => job(handleOf(lease)));
}

/** The lease, for statements that leave its transaction alone. */
function handleOf(lease: Lease): Transaction {
  const query = async (query: Query, values?: unknown[]) => {
    if (kindOf(typeof query === 'string' ? query : query.text) !== 'other')
      throw new WorkspaceError('left_transaction');
    return lease.query(query, values);
  };
  return { query: query as unknown as Transaction['query'] };
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
