import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';

export const CONNECTIONS = 24;

/** What a slice of load came to. */
export interface Slice {
  requests: number;
  seconds: number;
  /** In milliseconds, one a request. */
  latencies: number[];
}

/** A slice of load: all connections busy all the time, every connection at another place of the same cycle of requests. */
export interface LoadOptions {
  url: string;
  requests: autocannon.Request[];
  /** Status codes that are no failure. */
  expected: readonly number[];
}

function start({ url, requests, expected }: LoadOptions, limit: { amount: number } | { duration: number }) {
  let client = 0;
  const done = Promise.withResolvers<void>();
  const failures = new Map<string, number>();
  const instance = autocannon(
    {
      url,
      connections: CONNECTIONS,
      ...limit,
      setupClient: (one) => {
        const first = Math.floor((client++ * requests.length) / CONNECTIONS);
        one.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
      },
    },
    (error) => (error ? done.reject(error) : done.resolve()),
  );
  const fail = (what: string) => failures.set(what, (failures.get(what) ?? 0) + 1);
  instance.on('response', (_client, status) => {
    if (!expected.includes(status)) fail(`status ${status}`);
  });
  instance.on('reqError', (error: Error) => fail(error.message));
  const ended = done.promise.then(() => {
    if (failures.size > 0) throw new Error(`requests failed: ${JSON.stringify([...failures])}`);
  });
  return { instance, ended };
}

/**
 * Loads a server for a while.
 *
 * @param options - what to send.
 * @param seconds - how long to measure.
 * @param measure - runs when the server is warm, and returns what runs at the end of the measured time.
 * @throws Error when a request failed.
 */
export async function loadFor(
  options: LoadOptions,
  seconds: number,
  measure: () => Promise<() => Promise<void>>,
): Promise<Slice> {
  const warmUp = 1;
  const { instance, ended } = start(options, { duration: seconds + warmUp + 60 });
  const latencies: number[] = [];
  await sleep(warmUp * 1000);
  const finish = await measure();
  const began = performance.now();
  instance.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
  await sleep(seconds * 1000);
  const elapsed = (performance.now() - began) / 1000;
  const requests = latencies.length;
  await finish();
  instance.stop();
  await ended;
  return { requests, seconds: elapsed, latencies: latencies.slice(0, requests) };
}

/**
 * Sends a number of requests to a server.
 *
 * @param options - what to send.
 * @param amount - how many.
 * @throws Error when a request failed.
 */
export async function loadWith(options: LoadOptions, amount: number): Promise<void> {
  await start(options, { amount }).ended;
}
