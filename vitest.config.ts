import { configDefaults, defineConfig } from 'vitest/config';
import { plainReporter } from './test/support/plain-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/bench/**'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Files share what they import, and nothing else: a third of the time goes into loading it anew.
    isolate: false,
    // Its modules import each other as bundlers do.
    server: { deps: { inline: ['@openid/appauth'] } },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    reporters: ['default', plainReporter()],
  },
});
