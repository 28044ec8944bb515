import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { plainReporter } from './test/support/plain-reporter.ts';

/** What starts browsers, servers or clusters of its own, or tries by the thousand: not for the minute between two edits. */
const SLOW = [
  'test/main.test.ts',
  'test/readme.test.ts',
  'test/attacks/{browser,fuzz,leaks,sibling-port}.test.ts',
  'test/cli/{cli,doors,testing}.test.ts',
  'test/credentials/keys.test.ts',
  'test/embedded/*.test.ts',
  'test/faults/*.test.ts',
  'test/http/{browser,overload,shutdown,typed-client}.test.ts',
  'test/install/{apply,install,managed-postgres,uninstall}.test.ts',
  'test/mail/mail.test.ts',
  'test/oauth/*.test.ts',
  'test/pages/pages.browser.test.ts',
  'test/routes/documented-errors.test.ts',
];
// Workers, and the servers that tests start, compile what node_modules and server/ hold once between them.
process.env['NODE_COMPILE_CACHE'] ??= path.resolve(import.meta.dirname, 'node_modules/.cache/node');

const isQuick = process.env['ROWSEAL_QUICK'] === '1';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // What takes minutes runs with ROWSEAL_LONG=1 alone (npm run test:long).
    exclude: [
      ...configDefaults.exclude,
      'test/bench/**',
      ...(isQuick ? SLOW : []),
      ...(process.env['ROWSEAL_LONG'] === '1' ? [] : ['test/**/*.long.test.ts']),
    ],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/each-file.ts'],
    pool: 'forks',
    // Two more than processors that are sure to be there: much of the time passes in waiting for deadlines.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Files share what they import, and nothing else: a third of the time goes into loading it anew.
    isolate: false,
    // Its modules import each other as bundlers do.
    server: { deps: { inline: ['@openid/appauth'] } },
    // They end what hangs, and judge nothing: machines may be slow.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', plainReporter()],
  },
});
