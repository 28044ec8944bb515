import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue } from '../database/queue-functions.ts';

const EVERY_MS = 1_000;

/**
 * Once a second makes deliveries of what was sealed since, in transactions of their own: nobody who writes events waits. Of all processes one does at a
 * time, which the database sees to.
 *
 * @param database - who knows.
 * @param report - told of an error, once until it works again.
 * @param everyMs - how long between two looks, in milliseconds.
 * @returns ends it.
 */
export function startQueueingWebhooks(
  database: Pick<Queue, 'queueWebhooks'>,
  report: (message: string) => void,
  everyMs = EVERY_MS,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let isFailing = false;
  const queueing = (async () => {
    while (!signal.aborted) {
      try {
        while (!signal.aborted && (await database.queueWebhooks()));
        isFailing = false;
      } catch (error) {
        if (!isFailing && !signal.aborted)
          report(`queueing webhooks: ${error instanceof Error ? error.message : String(error)}`);
        isFailing = true;
      }
      await sleep(everyMs, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await Promise.race([queueing, sleep(everyMs, undefined, { ref: false })]);
    },
  };
}
