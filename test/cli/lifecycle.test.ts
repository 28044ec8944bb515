import { expect, test } from 'vitest';
import { createLifecycle } from '#server/cli/lifecycle.ts';

test('a stop runs the handlers in reverse order, once', async () => {
  const ran: string[] = [];
  const lifecycle = createLifecycle();
  for (const name of ['database', 'worker', 'server']) lifecycle.onStop(async () => ran.push(name));
  await Promise.all([lifecycle.stop(), lifecycle.stop()]);
  expect(ran).toEqual(['server', 'worker', 'database']);
});

test('a stop skips a handler that fails, and one that never ends, and has run the others by its deadline', async () => {
  const ran: string[] = [];
  const reports: string[] = [];
  const lifecycle = createLifecycle({ report: (message) => reports.push(message), longestStopMs: 10 });
  lifecycle.onStop(async () => ran.push('database'));
  lifecycle.onStop(() => new Promise(() => {}));
  lifecycle.onStop(() => Promise.reject(new Error('it is broken')));
  lifecycle.onStop(() => {
    throw new Error('it is broken at once');
  });
  await lifecycle.stop();
  expect(ran).toEqual(['database']);
  expect(reports).toEqual([
    'could not stop cleanly: it is broken at once',
    'could not stop cleanly: it is broken',
    expect.stringMatching(/^what had not stopped after \d+ s is left as it is$/),
  ]);
});
