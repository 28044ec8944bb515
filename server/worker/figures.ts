import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue } from '../database/queue-functions.ts';
import type { Figure } from '../observability/figures.ts';
import type { Metrics } from '../observability/metrics.ts';

const EVERY_MS = 15_000;
/** In milliseconds: a worker that has not heard of its database for so long is not ready. */
const FRESH_MS = 45_000;

/**
 * Asks the database every 15 s what an operator watches.
 *
 * @param database - who knows.
 * @param report - told of an error, once until it works again.
 * @param metrics - shows it.
 * @param everyMs - how long between two looks, in milliseconds.
 * @returns isFresh: whether the database answered lately; stop: ends it.
 */
export function startFigures(
  database: Pick<Queue, 'figures'>,
  report: (message: string) => void,
  metrics?: Pick<Metrics, 'watchFigures'>,
  everyMs = EVERY_MS,
): { isFresh(): boolean; stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const ageOf = ages();
  let figures: Figure[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;
  metrics?.watchFigures(() => figures);

  async function read(): Promise<void> {
    try {
      figures = (await database.figures()).map(ageOf);
      readAt = performance.now();
      isFailing = false;
    } catch (error) {
      if (!isFailing && !signal.aborted)
        report(`reading figures: ${error instanceof Error ? error.message : String(error)}`);
      isFailing = true;
    }
  }

  const reading = (async () => {
    while (!signal.aborted) {
      await read();
      await sleep(everyMs, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    isFresh: () => performance.now() - readAt < FRESH_MS,
    stop: async () => {
      stopping.abort();
      await Promise.race([reading, sleep(everyMs, undefined, { ref: false })]);
    },
  };
}

/** The database tells nobody but a superuser since when a transaction is open; a worker has seen it since it first heard its id. */
function ages(): (figure: Figure) => Figure {
  let id: number | undefined;
  let since = 0;
  return (figure) => {
    if (figure.figure !== 'oldest_transaction_id') return figure;
    if (figure.value !== id) {
      id = figure.value;
      since = performance.now();
    }
    return { figure: 'oldest_transaction_seconds', label: null, value: (performance.now() - since) / 1000 };
  };
}
