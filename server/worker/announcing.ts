import { setTimeout as sleep } from 'node:timers/promises';
import type { Maintenance } from '../database/maintenance.ts';

const EVERY_MS = 1_000;

/**
 * Announces audit events once a second, in transactions of their own: a notice in the commit of a cause would make commits wait for each other.
 *
 * @param database - to ask through.
 * @param report - told of an error, once until it works again.
 * @returns stops it at once; what the database answers after that is nobody's.
 */
export function startAnnouncing(
  database: Pick<Maintenance, 'announceEvents'>,
  report: (message: string) => void,
): { stop(): void } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let isFailing = false;
  async function announceForEver(): Promise<void> {
    while (!signal.aborted) {
      await (async () => database.announceEvents())().then(
        () => {
          isFailing = false;
        },
        (error: unknown) => {
          if (!isFailing && !signal.aborted)
            report(`announcing events: ${error instanceof Error ? error.message : String(error)}`);
          isFailing = true;
        },
      );
      await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }
  void announceForEver();
  return { stop: () => stopping.abort() };
}
