import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const QUIET_MS = 10_000;
/** The part of that time in which something was to do, at most. */
const BUSY = 0.05;

/**
 * Gives back what a start has left in memory, some 60 MB: V8 would keep it until the heap has grown again, which takes a server that nobody asks hours.
 * Once, after the first ten seconds in which next to nothing was to do, because it stops everything for a tenth of a second or two. A server that is
 * busy collects it by itself.
 *
 * @param collect - collects all garbage.
 * @param utilization - of the event loop, as Node measures it.
 * @returns calls it off.
 */
export function giveBackWhenIdle(
  collect: () => void = collectAll,
  utilization: (since?: EventLoopUtilization) => EventLoopUtilization = (since) =>
    performance.eventLoopUtilization(since),
): () => Promise<void> {
  let before = utilization();
  const timer = setInterval(() => {
    const { utilization: busy } = utilization(before);
    before = utilization();
    if (busy > BUSY) return;
    clearInterval(timer);
    collect();
  }, QUIET_MS).unref();
  return async () => clearInterval(timer);
}

function collectAll(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (how: object) => void;
  setFlagsFromString('--no-expose-gc');
  // Of that flavour it gives pages back too.
  gc({ type: 'major', flavor: 'last-resort' });
}
