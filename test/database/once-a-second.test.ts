import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onceASecond } from '#server/database/once-a-second.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('asks once for all who come within a second, and anew for who comes later', async () => {
  const ask = vi.fn(async () => ask.mock.calls.length);
  const shared = onceASecond(ask);
  expect(await Promise.all([shared(), shared()])).toEqual([1, 1]);
  vi.advanceTimersByTime(999);
  expect(await shared()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await shared()).toBe(2);
});

test('never asks while an answer is under way, however long that takes', async () => {
  const answer = Promise.withResolvers<string>();
  const ask = vi.fn(() => answer.promise);
  const shared = onceASecond(ask);
  const first = shared();
  vi.advanceTimersByTime(10_000);
  const second = shared();
  answer.resolve('late');
  expect(await Promise.all([first, second])).toEqual(['late', 'late']);
  expect(ask).toHaveBeenCalledTimes(1);
});

test('shares a failure too, and asks again after a second', async () => {
  const ask = vi.fn(async () => {
    if (ask.mock.calls.length === 1) throw new Error('away');
    return 'there';
  });
  const shared = onceASecond(ask);
  for (let n = 0; n < 2; n++) await expect(shared()).rejects.toThrow('away');
  expect(ask).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(await shared()).toBe('there');
});
