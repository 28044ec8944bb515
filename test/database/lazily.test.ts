import { expect, test } from 'vitest';
import { lazily } from '#server/database/lazily.ts';

test('what is asked for is made once, and not before', async () => {
  let made = 0;
  const lazy = lazily(async () => ++made);
  expect(lazy.begun).toBeUndefined();
  expect(await Promise.all([lazy.get(), lazy.get()])).toEqual([1, 1]);
  expect(await lazy.get()).toBe(1);
  expect(await lazy.begun).toBe(1);
});

test('a failure is told to all who wait for it, and the next who asks has it made anew', async () => {
  let tries = 0;
  const lazy = lazily(async () => {
    if (++tries === 1) throw new Error('too many open files');
    return tries;
  });
  const outcomes = await Promise.allSettled([lazy.get(), lazy.get()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(lazy.begun).toBeUndefined();
  expect(await lazy.get()).toBe(2);
});
