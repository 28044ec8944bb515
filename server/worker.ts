import './graphile-environment.ts';
import { Logger, parseCronItems, run, type TaskList } from 'graphile-worker';
import pg from 'pg';

/** graphile-worker's schema. Not the default one, which an application may use for itself. */
export const WORKER_SCHEMA = 'graphile_worker_rowseal';

/** What is done regularly: when (UTC, crontab(5)), by which function of the database, and whether again until it has nothing left to do. */
const CHORES = [
  { identifier: 'purge', match: '*/5 * * * *', text: 'select rowseal_private.purge() as done', untilDone: true },
  {
    identifier: 'ensure_audit_partitions',
    match: '17 3 * * *',
    text: 'select rowseal_private.ensure_audit_partitions() as done',
    untilDone: false,
  },
] as const;

const tasks: TaskList = Object.fromEntries(
  CHORES.map(({ identifier, text, untilDone }) => [
    identifier,
    async (_payload, { query }) => {
      let done: number;
      do {
        const { rows } = await query<{ done: number }>(text);
        done = rows[0]?.done ?? 0;
      } while (untilDone && done > 0);
    },
  ]),
);

/**
 * Starts the worker: housekeeping and what it is given besides, under rowseal_worker. Several may run at once; each chore is done by one of them.
 *
 * @param workerUrl - connection string of rowseal_worker, without a transaction pooler in between.
 * @param report - told of warnings and errors.
 * @param more - further tasks by name. Jobs of a name that is not known here wait.
 * @returns stops it, after the job in hand.
 */
export async function startWorker(
  workerUrl: string,
  report: (message: string) => void,
  more: TaskList = {},
): Promise<{ stop: () => Promise<void> }> {
  const pgPool = new pg.Pool({ connectionString: workerUrl, max: 6, application_name: 'rowseal worker' });
  let stopping = false;
  // Unheard, the end of an idle connection would end the process; while stopping it is no news.
  pgPool.on('error', ({ message }) => {
    if (!stopping) report(message);
  });
  pgPool.on('connect', (client) => client.on('error', () => {}));
  const runner = await run({
    pgPool,
    schema: WORKER_SCHEMA,
    concurrency: 4,
    noHandleSignals: true,
    taskList: { ...tasks, ...more },
    parsedCronItems: parseCronItems(
      CHORES.map(({ identifier, match }) => ({
        task: identifier,
        match,
        options: { backfillPeriod: 0, jobKey: identifier },
      })),
    ),
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') report(message);
    }),
  });
  return {
    stop: async () => {
      stopping = true;
      await runner.stop();
      await pgPool.end();
    },
  };
}
