import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerUtils } from 'graphile-worker';

/** In milliseconds. */
const EVERY_MS = 30_000;

/** A connection, or several, of rowseal_worker. */
export interface Connection {
  query(query: { text: string; values: unknown[] }): Promise<{ rows: Record<string, unknown>[] }>;
}

/**
 * Shows other workers that this one lives, for as long as its connection does.
 *
 * @param connection - the one on which the worker listens for jobs.
 * @param workerId - what it locks jobs as.
 */
export async function showPresence(connection: Connection, workerId: string): Promise<void> {
  await connection.query({ text: 'select graphile_worker_rowseal.show_worker($1)', values: [workerId] });
}

/**
 * Gives the jobs of workers that are gone to others, now and then. graphile-worker itself would let them wait for four hours. A worker is gone when it
 * was absent at two looks in a row, so that one that has just lost its connection keeps what it has in hand.
 *
 * @param connections - those of the process.
 * @param unlock - graphile-worker's `forceUnlockWorkers`.
 * @param report - told of what was taken up again, and of errors.
 * @param everyMs - how long between two looks, in milliseconds.
 * @returns stops it.
 */
export function startReleasing(
  connections: Connection,
  unlock: WorkerUtils['forceUnlockWorkers'],
  report: (message: string) => void,
  everyMs: number = EVERY_MS,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let before: string[] = [];

  async function look(): Promise<void> {
    const { rows } = await connections.query({
      text: 'select absent from graphile_worker_rowseal.absent_workers() as absent',
      values: [],
    });
    const absent = rows.map(({ absent: id }) => String(id));
    const gone = absent.filter((id) => before.includes(id));
    before = absent;
    if (gone.length === 0 || signal.aborted) return;
    await unlock(gone);
    report(`jobs of ${gone.length} workers that are gone were released`);
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
