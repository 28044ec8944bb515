import { setTimeout as sleep } from 'node:timers/promises';
import { deferred } from '../database/deferred.ts';
import type { Maintenance, MaintenanceOptions } from '../database/maintenance.ts';
import type { Metrics } from '../observability/metrics.ts';

const EVERY_MS = 60_000;
/** In milliseconds: servers that start together do not all begin with it, nor a start that fails. */
const FIRST_AFTER_MS = 5_000;
/** Rows of each table in one transaction. */
const BATCH = 500;
/** In milliseconds: a batch that the database has not answered by then is given up. */
const BATCH_MS = 30_000;
/** In seconds: what a batch has left when the process stops. It is taken back then. */
const LAST_BATCH_SECONDS = 0.5;

type Purger = Pick<Maintenance, 'purge' | 'purgeLag' | 'close'>;

/**
 * Purges once a minute what has ended, in small batches until nothing is left. A connection of its own, so that it never takes a worker from mail and
 * keys; of all processes one purges at a time, which the database sees to.
 *
 * @param open - opens a connection, for one purge.
 * @param report - told of errors.
 * @param metrics - shows how far it is behind.
 * @param firstAfterMs - how long to wait before the first purge, in milliseconds.
 * @returns stops it within a second.
 */
export function startPurging(
  open: (own: Pick<MaintenanceOptions, 'silence' | 'applicationName'>) => Purger,
  report: (message: string) => void,
  metrics?: Pick<Metrics, 'watch'>,
  firstAfterMs = FIRST_AFTER_MS,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let lag = { seconds: 0, at: performance.now() };
  metrics?.watch('purge_lag_seconds', () => lag.seconds + (performance.now() - lag.at) / 1000);

  async function purgeAll(): Promise<void> {
    const database = open({ silence: BATCH_MS, applicationName: 'rowseal purge' });
    try {
      while (!signal.aborted && (await bounded(database.purge(BATCH), signal)) > 0);
      if (!signal.aborted) lag = { seconds: await bounded(database.purgeLag(), signal), at: performance.now() };
    } catch (error) {
      if (!signal.aborted) report(`purging: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await database.close(LAST_BATCH_SECONDS);
    }
  }

  const purging = (async () => {
    await sleep(firstAfterMs, undefined, { signal }).catch(() => {});
    while (!signal.aborted) {
      await purgeAll();
      await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await purging;
    },
  };
}

/** Waits for the database's answer, but not beyond the stop. */
async function bounded(answer: Promise<number>, signal: AbortSignal): Promise<number> {
  const { promise, reject } = deferred<never>();
  const giveUp = () => reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
    answer.catch(() => {});
  }
}
