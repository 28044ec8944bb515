import pLimit from 'p-limit';
import { deferred } from '../database/deferred.ts';
import type { Entry } from '../database/entry.ts';
import { Route } from '../database/login-settings.ts';
import { SILENCE_MS } from '../database/sql-connections.ts';
import type { CredentialOptions } from './credentials.ts';
import { authenticatingOf, type Caller, enteringOf } from './entering.ts';
import { Connection, Guard, type Transaction } from './postgres-connection.ts';
import type { PoolOptions } from './workspace-pool.ts';
import { WorkspaceError, type Workspaces, workspacesOver } from './workspaces.ts';

export * from './exported.ts';
export type { Transaction } from './postgres-connection.ts';

/** How workspaces are opened. */
export type Options = PoolOptions & CredentialOptions;

/**
 * Opens workspaces for postgres.js: the handle is its tagged template, bound to the transaction.
 *
 * @param options - see {@link Options}.
 */
export function openWorkspaces(options: Options): Workspaces<Transaction> {
  const { databaseUrl, max = 10, applicationName = 'rowseal application', silence = SILENCE_MS } = options;
  const route = new Route(databaseUrl, 'gateway');
  const limit = pLimit(max);
  const idle: Connection[] = [];
  const all = new Set<Connection>();

  async function connected(): Promise<Connection> {
    const connection = idle.pop() ?? new Connection(route, applicationName, silence);
    all.add(connection);
    const { ours } = route.options;
    try {
      await connection.check(route.isPooled);
      return connection;
    } catch (error) {
      await discard(connection);
      if (route.refused(error, ours)) return connected();
      throw error;
    }
  }

  async function discard(connection: Connection): Promise<void> {
    all.delete(connection);
    await connection.sql.end({ timeout: 0 }).catch(() => {});
  }

  async function lend<T>(entry: Entry, job: (tx: Transaction) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const connection = await connected();
    const guard = new Guard(connection);
    const aborted = deferred<never>();
    aborted.promise.catch(() => {});
    const abort = () => {
      guard.close();
      guard.cancel();
      aborted.reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    let isClean = false;
    try {
      const value = await Promise.race([inTransaction(connection, guard, entry, job), aborted.promise]);
      isClean = guard.isClean;
      return value;
    } catch (error) {
      guard.close();
      isClean = guard.isClean && !signal?.aborted && (await connection.rollback());
      // The application's own error would say that all was rolled back.
      throw guard.hasLeft && !signal?.aborted ? new WorkspaceError('left_transaction') : error;
    } finally {
      signal?.removeEventListener('abort', abort);
      if (isClean) idle.push(connection);
      else void discard(connection);
    }
  }

  async function inTransaction<T>(
    connection: Connection,
    guard: Guard,
    entry: Entry,
    job: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    await connection.begin(enteringOf(entry), route.isPooled);
    const value = await job(guard.handle());
    guard.close();
    if (guard.hasLeft) throw new WorkspaceError('left_transaction');
    if (connection.isLost) throw new WorkspaceError('connection_lost');
    await connection.commit();
    return value;
  }

  async function ask(entry: Entry): Promise<Caller> {
    const connection = await connected();
    try {
      return await connection.ask<Caller>(authenticatingOf(entry), route.isPooled);
    } finally {
      if (connection.isLost) void discard(connection);
      else idle.push(connection);
    }
  }

  return workspacesOver<Transaction>(options, {
    transaction: (entry, job, signal) => limit(() => lend(entry, job, signal)),
    ask: (entry) => limit(() => ask(entry)),
    savepoint: async (tx, job) => {
      await tx.unsafe('savepoint rowseal');
      try {
        const value = await job(tx);
        await tx.unsafe('release rowseal');
        return value;
      } catch (error) {
        await tx.unsafe('rollback to rowseal').catch(() => {});
        await tx.unsafe('release rowseal').catch(() => {});
        throw error;
      }
    },
    close: async () => {
      await Promise.all([...all].map((connection) => connection.sql.end({ timeout: 5 })));
    },
  });
}
