// Runs tests again and again while other processes keep every processor busy, so that those show that depend on how fast the machine is.
// Usage: npm run test:busy -- 30 test/http/shutdown.test.ts …
import { startBurners } from '../test/support/burners.ts';
import { runVitest } from '../test/support/run-vitest.ts';

const [times = '', ...files] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(times) || files.length === 0) {
  console.error('usage: npm run test:busy -- <times> <test files>');
  process.exit(1);
}
const burners = startBurners();
console.log(`${burners.pids.length} processes keep the processors busy: ${burners.pids.join(', ')}`);
let failed = 0;
try {
  for (let run = 1; run <= Number(times); run++) {
    if ((await runVitest({}, files)) !== 0) failed++;
    console.log(`${run} of ${times} runs, ${failed} failed`);
  }
} finally {
  burners.stop();
}
process.exitCode = failed === 0 ? 0 : 1;
