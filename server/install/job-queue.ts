import { Logger, runMigrations } from 'graphile-worker';
import type postgres from 'postgres';
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
  await runMigrations({
    connectionString: workerUrl,
    schema: WORKER_SCHEMA,
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') console.error(`graphile-worker: ${message}`);
    }),
  });
  const { text } = await sqlFile('worker.sql');
  await admin.begin(async (sql) => {
    await sql.unsafe(`set local role rowseal_worker; ${text}`);
  });
}
