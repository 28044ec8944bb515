import type { EventLoopUtilization } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { giveBackWhenIdle } from '#server/cli/idle-memory.ts';

let busy = 0;
const collect = vi.fn();
const utilization = (): EventLoopUtilization => ({ idle: 0, active: 0, utilization: busy });
beforeEach(() => {
  collect.mockClear();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('what a start has left is collected once, in the first ten seconds without work', () => {
  busy = 0.4;
  giveBackWhenIdle(collect, utilization);
  vi.advanceTimersByTime(30_000);
  expect(collect).not.toHaveBeenCalled();
  busy = 0.01;
  vi.advanceTimersByTime(60_000);
  expect(collect).toHaveBeenCalledTimes(1);
});

test('a server that stops calls it off', () => {
  busy = 0;
  giveBackWhenIdle(collect, utilization)();
  vi.advanceTimersByTime(60_000);
  expect(collect).not.toHaveBeenCalled();
});

test('it gives pages back', async () => {
  vi.useRealTimers();
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const script = `
    const { giveBackWhenIdle } = await import(${JSON.stringify(new URL('../../server/cli/idle-memory.ts', import.meta.url).href)});
    let kept = Array.from({ length: 400_000 }, (_, n) => ({ n, text: 'x'.repeat(20) + n }));
    const before = process.memoryUsage().rss;
    kept = undefined;
    const setInterval = globalThis.setInterval;
    globalThis.setInterval = (job) => setInterval(job, 50);
    giveBackWhenIdle(undefined, () => ({ idle: 1, active: 0, utilization: 0 }));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    console.log(JSON.stringify({ before, after: process.memoryUsage().rss, exposed: typeof globalThis.gc }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const { before, after, exposed } = JSON.parse(stdout) as { before: number; after: number; exposed: string };
  expect(after).toBeLessThan(before);
  expect(exposed).toBe('undefined');
});
