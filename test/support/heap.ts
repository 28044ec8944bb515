import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collect: () => void = vm.runInNewContext('gc');

/** What counts as no difference between two collections. */
const NOISE = 50_000;

/** Bytes of the heap that are in use after a collection: once another frees nothing more, since what ends a little later would count otherwise. */
export async function heapAfterCollection(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 6; i++) {
    collect();
    await sleep(20);
    const used = process.memoryUsage().heapUsed;
    const isSettled = least - used < NOISE;
    least = Math.min(least, used);
    if (isSettled) break;
  }
  return least;
}
