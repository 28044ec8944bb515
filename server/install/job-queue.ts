import pg from 'pg';
import type postgres from 'postgres';
import { clientTo } from '../database/drivers.ts';
import { learnRoute } from '../database/sql-connections.ts';
import { sqlFile } from './sql-files.ts';

/** graphile-worker's schema. Not the default one, which an application may use for itself. */
export const WORKER_SCHEMA = 'graphile_worker_rowseal';

/**
 * Makes the queue of jobs, so that functions of the database can add to it before any worker has run. Safe to run again; not at once.
 *
 * @param admin - a connection that may set the role rowseal_worker.
 * @param workerUrl - connection string of rowseal_worker, who owns the queue.
 */
export async function installJobQueue(admin: postgres.Sql, workerUrl: string): Promise<void> {
  // Servers that install nothing, and run no worker, do without.
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
  const { text } = await sqlFile('worker.sql');
  // One message, and so one transaction.
  await admin.unsafe(`set local role rowseal_worker; ${text}`);
}
