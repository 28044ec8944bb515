import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue } from '../database/queue-functions.ts';
import type { Part } from './parts.ts';

const EVERY_MS = 900;

/**
 * Keeps what writes at rest while the installation is in maintenance mode: then it is stopped, and started again afterwards. The database is shown which
 * of both it is, so that an operator can wait for it.
 *
 * @param database - who knows.
 * @param start - starts what writes.
 * @param report - told when it rests, when it goes on, and of a start that fails, once until it works.
 * @param everyMs - how long between two looks, in milliseconds.
 * @returns ends it.
 * @throws what the first start throws, and an error where the database cannot be asked at first.
 */
export async function restingInMaintenance(
  database: Pick<Queue, 'showWork'>,
  start: () => Promise<Part>,
  report: (message: string) => void,
  everyMs = EVERY_MS,
): Promise<Part> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let part: Part | undefined;
  let isFailing = false;

  /** Starts it, unless the mode has begun by the time that others see it at work. */
  async function begin(): Promise<boolean> {
    if ((await database.showWork(true)) === null) part = await start();
    return part !== undefined;
  }
  const rest = () => database.showWork(false);

  if (!(await begin())) {
    await rest();
    report('maintenance mode: the worker rests');
  }

  async function look(): Promise<void> {
    const rests = (await database.showWork(part !== undefined)) !== null;
    if (signal.aborted || rests === (part === undefined)) return;
    if (rests) {
      await part?.stop();
      part = undefined;
      await rest();
      report('maintenance mode: the worker rests');
    } else if (await begin()) report('maintenance mode has ended: the worker goes on');
  }

  const watching = (async () => {
    while (!signal.aborted) {
      await sleep(everyMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await look().then(
        () => {
          isFailing = false;
        },
        (error) => {
          // Of a database that is away what works reports by itself.
          if (!isFailing && part === undefined)
            report(`the worker cannot go on: ${error instanceof Error ? error.message : String(error)}`);
          isFailing = true;
        },
      );
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      const working = part;
      await working?.stop();
      await Promise.race([watching, sleep(everyMs, undefined, { ref: false })]);
      // Started while it was told to stop.
      if (part && part !== working) await part.stop();
    },
  };
}
