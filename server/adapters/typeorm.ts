import { DataSource, type DataSourceOptions, type EntityManager } from 'typeorm';
import { lazily } from '../database/lazily.ts';
import type { CredentialOptions } from './credentials.ts';
import { type PoolOptions, WorkspacePool } from './workspace-pool.ts';
import { type Workspaces, workspacesOver } from './workspaces.ts';

export * from './exported.ts';

/** The manager of a transaction. */
export type Transaction = EntityManager;

/** Options of TypeORM that neither connect nor change a schema, nor keep what one caller read for the next. */
const PASSED_ON = [
  'entities',
  'subscribers',
  'schema',
  'entityPrefix',
  'namingStrategy',
  'parseInt8',
  'useUTC',
  'logging',
  'logger',
  'maxQueryExecutionTime',
  'invalidWhereValuesBehavior',
] as const;

/** What of TypeORM's own options a data source takes. */
export type DataOptions = Pick<Extract<DataSourceOptions, { type: 'postgres' }>, (typeof PASSED_ON)[number]>;

/** How workspaces are opened. */
export type Options = PoolOptions & CredentialOptions & DataOptions;

/** What TypeORM would ask a connection before anybody has entered; the oldest version of PostgreSQL that Rowseal runs on. */
const KNOWN = { version: '16.0', searchSchema: 'public' };

/** What TypeORM takes for `pg` while it starts: it tries a connection, and asks it nothing. */
class NoPool {
  connect(callback: (error: undefined, client: object, release: () => void) => void): void {
    callback(undefined, {}, () => {});
  }
  on(): void {}
}

/**
 * Opens workspaces for TypeORM: the handle is the EntityManager of a transaction.
 *
 * @param options - see {@link Options}.
 */
export function openWorkspaces(options: Options): Workspaces<Transaction> {
  const pool = new WorkspacePool(options);
  const opened = lazily(async () => {
    const given = Object.fromEntries(PASSED_ON.map((name) => [name, options[name]])) as DataOptions;
    const source = new DataSource({ ...given, type: 'postgres', driver: { Pool: NoPool }, installExtensions: false });
    Object.assign(source.driver, KNOWN, { database: 'rowseal' });
    await source.initialize();
    Object.assign(source.driver, { master: pool });
    return source;
  });

  return workspacesOver<Transaction>(options, {
    transaction: async (entry, job, signal) => {
      const source = await opened.get();
      return pool.lend(entry, (lease) => source.transaction(lease.guarding(job)), signal);
    },
    ask: (entry) => pool.ask(entry),
    savepoint: (tx, job) => tx.transaction(job),
    close: () => pool.end(),
  });
}
