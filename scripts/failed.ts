// Runs again, one by one, the test files in which something failed in the last run, and fails if any of them fails again.
// Usage: npm run test:failed
import { lastFailures } from '../test/support/last-failures.ts';
import { runVitest } from '../test/support/run-vitest.ts';

/** More than a busy machine makes fail: then something is broken. */
const MOST = 5;

const files = lastFailures();
if (!files || files.length > MOST) {
  console.error(files ? `${files.length} files failed: too many to be chance` : 'what failed was in no file alone');
  process.exit(1);
}
if (files.length === 0) console.log('0 passed, 0 failed, 0 skipped');
else {
  console.log(`Failed, and run again alone:\n${files.join('\n')}`);
  process.exitCode = await runVitest({}, ['--maxWorkers=1', ...files]);
}
