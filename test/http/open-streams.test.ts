import { afterEach, expect, test, vi } from 'vitest';
import type { StreamState } from '#server/database/stream-functions.ts';
import { OpenRequests } from '#server/http/open-requests.ts';
import { OpenStreams } from '#server/http/open-streams.ts';
import type { Problem } from '#server/http/problem.ts';
import { createMetrics } from '#server/observability/metrics.ts';

const ENTRY = { user_id: 'u', token_id: 't', digest: 'd', wanted: undefined };

afterEach(() => {
  vi.useRealTimers();
});

/** A stream whose database answers what it is told, by a clock that a test moves. */
function streamThat(answer: () => Promise<StreamState[]>, waiting: () => number) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  const metrics = createMetrics();
  const limits = { total: 10, each: 10 };
  const streams = new OpenStreams({ checkStreams: answer, limits, metrics, open: new OpenRequests() });
  const ends: string[] = [];
  const stream = streams.open(ENTRY, { waiting, end: ({ code }: Problem) => void ends.push(code) });
  return { streams, stream, ends };
}

const accepted = async () => [{ refusal: null, newest: 0 }];

test('a client that takes nothing of what it is sent for twenty seconds is cut off, and not one that takes something', async () => {
  let waiting = 1;
  const { stream, ends } = streamThat(accepted, () => waiting);
  await vi.advanceTimersByTimeAsync(19_000);
  waiting = 0;
  await vi.advanceTimersByTimeAsync(2_000);
  waiting = 1;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(ends).toEqual([]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(ends).toEqual(['timeout']);
  expect(stream.problem?.code).toBe('timeout');
});

test('while the database does not answer, streams stay open for five seconds', async () => {
  let isAway = false;
  const { ends } = streamThat(
    () => (isAway ? Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })) : accepted()),
    () => 0,
  );
  await vi.advanceTimersByTimeAsync(10_000);
  isAway = true;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(ends).toEqual([]);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(ends).toEqual(['unavailable']);
});

test('what is heard while the database is asked waits for its answer, and is asked once', async () => {
  let asked = 0;
  const { streams } = streamThat(
    async () => {
      asked++;
      return accepted();
    },
    () => 0,
  );
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toBe(1);
  for (let n = 0; n < 50; n++) streams.askSoon();
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toBe(2);
});
