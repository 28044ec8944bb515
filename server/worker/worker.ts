import '../graphql/graphile-environment.ts';
import { Logger, parseCronItems, run, type Task, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { addNewKey, keyWrap } from '../credentials/key-material.ts';
import { WORKER_SCHEMA } from '../database/install/job-queue.ts';
import { type Maintenance, openMaintenance } from '../database/maintenance.ts';

/** What is done regularly, and when (UTC, crontab(5)). */
const CHORES = {
  purge: '*/5 * * * *',
  ensure_audit_partitions: '17 3 * * *',
  drop_audit_partitions: '37 3 * * *',
  advance_signing_keys: '* * * * *',
} as const;

/** A chore that is one function of the database; untilDone: again until it has nothing left to do. */
function chore(text: string, { untilDone }: { untilDone: boolean }): Task {
  return async (_payload, { query }) => {
    let done: number;
    do {
      const { rows } = await query<{ done: number }>(text);
      done = rows[0]?.done ?? 0;
    } while (untilDone && done > 0);
  };
}

/** Moves signing keys on, and makes the next ones, which takes the master key. */
function advanceKeys(maintenance: Maintenance, masterKey: Uint8Array): Task {
  return async () => {
    const due = await maintenance.advanceSigningKeys();
    for (const algorithm of due) await addNewKey(maintenance, keyWrap(masterKey), algorithm);
  };
}

/**
 * Starts the worker: housekeeping and what it is given besides, under rowseal_worker. Several may run at once; each chore is done by one of them.
 *
 * @param workerUrl - connection string of rowseal_worker, without a transaction pooler in between.
 * @param masterKey - wraps the signing keys that it makes.
 * @param report - told of warnings and errors.
 * @param more - further tasks by name. Jobs of a name that is not known here wait.
 * @returns stops it, after the job in hand.
 */
export async function startWorker(
  workerUrl: string,
  masterKey: Uint8Array,
  report: (message: string) => void,
  more: TaskList = {},
): Promise<{ stop: () => Promise<void> }> {
  const pgPool = new pg.Pool({ connectionString: workerUrl, max: 6, application_name: 'rowseal worker' });
  const maintenance = openMaintenance(workerUrl);
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
    taskList: {
      purge: chore('select rowseal_private.purge() as done', { untilDone: true }),
      ensure_audit_partitions: chore('select rowseal_private.ensure_audit_partitions() as done', { untilDone: false }),
      drop_audit_partitions: chore('select rowseal_private.drop_audit_partitions() as done', { untilDone: false }),
      advance_signing_keys: advanceKeys(maintenance, masterKey),
      ...more,
    } satisfies Record<keyof typeof CHORES, Task>,
    parsedCronItems: parseCronItems(
      Object.entries(CHORES).map(([task, match]) => ({ task, match, options: { backfillPeriod: 0, jobKey: task } })),
    ),
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') report(message);
    }),
  });
  return {
    stop: async () => {
      stopping = true;
      await runner.stop();
      await Promise.all([pgPool.end(), maintenance.close()]);
    },
  };
}
