import pLimit from 'p-limit';
import { Problem } from '../http/problem.ts';
import { deferred } from './deferred.ts';

/** Bounds of a queue. */
export interface QueueBounds {
  /** Jobs at a time. */
  running: number;
  /** Jobs that may wait. */
  waiting: number;
  /** How long one may wait, in milliseconds. */
  longestWait: number;
  /** Told how long each job that ran has waited, in seconds. */
  onStart?: (seconds: number) => void;
}

/** Runs jobs in turn, and turns away those that would wait for too long. */
export interface BoundedQueue {
  /** @throws Problem overloaded without having run the job. */
  run<T>(job: () => Promise<T>): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

/**
 * Makes a queue.
 *
 * @param bounds - of it.
 */
export function boundedQueue({ running, waiting, longestWait, onStart }: QueueBounds): BoundedQueue {
  const limit = pLimit(running);
  let waiters = 0;

  function run<T>(job: () => Promise<T>): Promise<T> {
    if (waiters >= waiting) return Promise.reject(new Problem('overloaded'));
    const began = performance.now();
    const { promise, resolve, reject } = deferred<T>();
    let waits = true;
    const leave = () => {
      waits = false;
      waiters--;
      clearTimeout(timer);
    };
    const timer = setTimeout(() => {
      leave();
      reject(new Problem('overloaded'));
    }, longestWait);
    waiters++;
    limit(async () => {
      if (!waits) return;
      leave();
      onStart?.((performance.now() - began) / 1000);
      await job().then(resolve, reject);
    });
    return promise;
  }

  return {
    run,
    get running() {
      return limit.activeCount;
    },
    get waiting() {
      return waiters;
    },
  };
}
