import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const KEPT = path.join(ROOT, 'node_modules/.cache/failed-tests.json');

/**
 * Keeps which test files failed, for npm run test:failed.
 *
 * @param files - their paths; undefined where something failed that belongs to no file.
 */
export function keepFailures(files: string[] | undefined): void {
  mkdirSync(path.dirname(KEPT), { recursive: true });
  writeFileSync(KEPT, JSON.stringify(files?.map((file) => path.relative(ROOT, file)) ?? null));
}

/** The test files that failed in the last run; undefined where no run has ended, or the failure belongs to no file. */
export function lastFailures(): string[] | undefined {
  try {
    return JSON.parse(readFileSync(KEPT, 'utf8')) ?? undefined;
  } catch {
    return undefined;
  }
}
