import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerUtils } from 'graphile-worker';
import type pg from 'pg';
import { WORKER_SCHEMA } from '../database/install/job-queue.ts';

/** In milliseconds. */
const EVERY_MS = 30_000;

/** What a worker is known by while it lives: the name of the connection on which it listens. */
const NAME = 'rowseal worker ';

/**
 * Shows other workers that this one lives, for as long as its connection does.
 *
 * @param client - the connection on which the worker listens for jobs.
 * @param workerId - what it locks jobs as.
 */
export async function showPresence(client: pg.ClientBase, workerId: string): Promise<void> {
  // A process whose machine is gone leaves its connection open: the database asks after it.
  await client.query({
    text: `select set_config('application_name', $1, false), set_config('tcp_keepalives_idle', '30', false),
                  set_config('tcp_keepalives_interval', '10', false), set_config('tcp_keepalives_count', '3', false)`,
    values: [`${NAME}${workerId}`],
  });
}

/**
 * Gives the jobs of workers that are gone to others, now and then. graphile-worker itself would let them wait for four hours. A worker is gone when it
 * was absent at two looks in a row, so that one that has just lost its connection keeps what it has in hand.
 *
 * @param query - asks the database as rowseal_worker.
 * @param unlock - graphile-worker's `forceUnlockWorkers`.
 * @param report - told of what was taken up again, and of errors.
 * @param everyMs - how long between two looks, in milliseconds.
 * @returns stops it.
 */
export function startReleasing(
  query: pg.Pool['query'],
  unlock: WorkerUtils['forceUnlockWorkers'],
  report: (message: string) => void,
  everyMs: number = EVERY_MS,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let before: string[] = [];

  async function look(): Promise<void> {
    const { rows } = await query({
      text: `select worker_id from ${WORKER_SCHEMA}.absent_workers($1) as worker_id`,
      values: [NAME],
    });
    const absent = rows.map(({ worker_id }) => String(worker_id));
    const gone = absent.filter((id) => before.includes(id));
    before = absent;
    if (gone.length === 0 || signal.aborted) return;
    await unlock(gone);
    report(`jobs of ${gone.length} workers that are gone are taken up again`);
  }

  const releasing = (async () => {
    while (!signal.aborted) {
      await look().catch((error) => {
        if (!signal.aborted)
          report(`looking for workers that are gone: ${error instanceof Error ? error.message : error}`);
      });
      await sleep(everyMs, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await releasing;
    },
  };
}
