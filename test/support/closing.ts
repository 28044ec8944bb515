import { afterAll, TestRunner } from 'vitest';

/** What is open. */
const opened = new Set<() => Promise<void>>();

/**
 * Closes something after the test file. afterAll() forgets what is opened by a test, or by a file that cannot be loaded; this does not.
 *
 * @param close - called once.
 */
export function closeAfterFile(close: () => unknown): void {
  const once = async () => {
    if (opened.delete(once)) await close();
  };
  opened.add(once);
  // The bench has no test files, and calls closeAll() itself.
  if (process.env['VITEST'] !== undefined && !TestRunner.getCurrentTest()) afterAll(once);
}

/**
 * Closes what is still open, the last thing first.
 *
 * @throws AggregateError once all was tried.
 */
export async function closeAll(): Promise<void> {
  const errors: unknown[] = [];
  for (const close of [...opened].reverse()) await close().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, 'not everything could be closed');
}
