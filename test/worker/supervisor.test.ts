import { expect, test } from 'vitest';
import { type Run, supervise } from '#server/worker/supervisor.ts';

/** A run whose end is in the test's hands. */
function controlledRun() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const run: Run = { ended: promise, stop: async () => resolve() };
  return { run, end: resolve, fail: reject };
}

test('a run that ends by an error is started again, and counted, though the first attempts to start it fail', async () => {
  const runs = [controlledRun(), controlledRun()];
  const attempts = ['works', 'fails', 'works'];
  const reports: string[] = [];
  let [started, ended] = [0, 0];
  const supervisor = await supervise({
    start: async () => {
      if (attempts.shift() === 'fails') throw new Error('no database');
      started++;
      const next = runs[started - 1];
      if (!next) throw new Error('started once too often');
      return next.run;
    },
    report: (message) => reports.push(message),
    onEnd: () => {
      ended++;
    },
  });
  runs[0]?.fail(new Error('the database went away'));
  await expect.poll(() => started).toBe(2);
  expect(ended).toBe(1);
  expect(reports).toEqual(['the database went away; it is started again', 'it cannot be started again: no database']);
  await supervisor.stop();
  expect([started, ended]).toEqual([2, 1]);
});

test('what cannot be started at all is said at once', async () => {
  const start = () => Promise.reject(new Error('no database'));
  await expect(supervise({ start, report: () => {} })).rejects.toThrow('no database');
});

test('a stop neither waits for the next start nor fails with a run that does not stop cleanly', async () => {
  const { run, fail } = controlledRun();
  const reports: string[] = [];
  const report = (message: string) => void reports.push(message);
  const failing = { ...run, stop: () => Promise.reject(new Error('it hangs')) };
  const supervisor = await supervise({ start: async () => failing, report });
  const stopped = supervisor.stop();
  fail(new Error('the database went away'));
  await stopped;
  await supervisor.stop();
  expect(reports).toEqual(['it did not stop cleanly: it hangs']);

  const second = controlledRun();
  let starts = 0;
  const waiting = await supervise({
    start: async () => {
      starts++;
      return second.run;
    },
    report: () => {},
  });
  second.end();
  await waiting.stop();
  expect(starts).toBe(1);
});
