import pg from 'pg';
import type postgres from 'postgres';
import { clientTo } from '../database/drivers.ts';
import { learnRoute } from '../database/sql-connections.ts';
import { sqlState } from './run-sql.ts';
import { sqlFile } from './sql-files.ts';

/** graphile-worker's schema. Not the default one, which an application may use for itself. */
export const WORKER_SCHEMA = 'graphile_worker_rowseal';

/** The number of the newest migration of graphile-worker, as installed: its library is not loaded to learn that there is nothing to do. */
export const NEWEST_REVISION = 20;

/**
 * Makes the queue of jobs, so that functions of the database can add to it before any worker has run. Safe to run again; not at once.
 *
 * @param admin - a connection that may set the role rowseal_worker.
 * @param workerUrl - connection string of rowseal_worker, who owns the queue.
 * @throws Error where the queue belongs to a newer graphile-worker that this one must not work with, or PostgreSQL refuses.
 */
export async function installJobQueue(admin: postgres.Sql, workerUrl: string): Promise<void> {
  // Whether a newer one will do, graphile-worker decides.
  if ((await revision(admin)) !== NEWEST_REVISION) await migrateQueue(workerUrl);
  const { text } = sqlFile('worker.sql');
  // One message, and so one transaction.
  await admin.unsafe(`set local role rowseal_worker; ${text}`);
}

/** Null: there is no queue. Undefined: another build of Rowseal is installed, which does not say. */
async function revision(admin: postgres.Sql): Promise<number | null | undefined> {
  try {
    const asked = 'set local role rowseal_worker; select rowseal_private.queue_revision() as revision';
    const [, [found]] = (await admin.unsafe(asked)) as unknown as [unknown, { revision: number | null }[]];
    return found?.revision;
  } catch (error) {
    if (sqlState(error) === '42883') return undefined;
    throw error;
  }
}

async function migrateQueue(workerUrl: string): Promise<void> {
  // What most starts do without.
  const { Logger, runMigrations } = await import('graphile-worker');
  const route = await learnRoute(workerUrl, 'worker');
  const pgPool = new pg.Pool({ Client: clientTo(route.target, () => route.options.all), max: 1 });
  // Unheard, the end of an idle connection would end the process.
  pgPool.on('error', () => {});
  pgPool.on('connect', (client) => client.on('error', () => {}));
  await runMigrations({
    pgPool,
    schema: WORKER_SCHEMA,
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') console.error(`graphile-worker: ${message}`);
    }),
  }).finally(() => pgPool.end());
}
