import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { plainReporter } from './test/support/plain-reporter.ts';

/** What installs, upgrades, kills and starts processes, servers of others that mount ours, every error of every operation, every factor in a browser, receivers that are slow: npm run test:system. */
const SYSTEM = [
  'test/{main,preview,readme,runbooks}.test.ts',
  'test/application/{created,hosts}.test.ts',
  'test/attacks/{poolers,upgraded-tables}.test.ts',
  'test/{cli,embedded,faults,install,languages,scripts}/*.test.ts',
  'test/credentials/keys.test.ts',
  'test/database/{existing-applications,plans,pooler-logins,tls}.test.ts',
  'test/graphql/serving-streams.test.ts',
  'test/http/{overload,shutdown,typed-client}.test.ts',
  'test/pages/factors.browser.test.ts',
  'test/routes/{documented,undocumented}-errors.test.ts',
  'test/worker/{supervisor,webhooks}.test.ts',
];

/** What attackers try, each with its control: npm run test:attacks. */
const ATTACKS = ['test/attacks/*.test.ts'];

/** What starts browsers or clusters of its own, or tries by the hundred: not for the minutes between two edits. */
const SLOW = [
  'test/{demo,findings}.test.ts',
  'test/adapters/*.test.ts',
  'test/{application,client}/*.test.ts',
  'test/graphql/{application-schema,shortcuts}.test.ts',
  'test/http/{browser,openapi,rate-limits}.test.ts',
  'test/mail/mail.test.ts',
  'test/oauth/*.test.ts',
  'test/observability/{logging,metrics}.test.ts',
  'test/pages/*.browser.test.ts',
  'test/routes/pages-of-lists.test.ts',
];

/** What builds servers, or asks by the thousand: not for the minute before a commit. */
const SERVERS = [
  'test/{agents,explain,recipes,snippets}.test.ts',
  'test/credentials/breached-passwords.test.ts',
  'test/database/{gateway,protected-plans,sql-connections}.test.ts',
  'test/{graphql,http,messages,observability,pages,routes,worker}/*.test.ts',
];

/** What takes minutes: npm run test:long alone, which is all. */
const LONG = ['test/**/*.long.test.ts'];

/** Which of them a run leaves out, by ROWSEAL_TESTS. Without it, files that are named on the command line are found. */
const LEFT_OUT: Record<string, string[]> = {
  usual: [...LONG, ...SYSTEM, ...ATTACKS],
  system: LONG,
  attacks: [...LONG, ...SYSTEM],
  watch: [...LONG, ...SYSTEM, ...ATTACKS, ...SLOW],
  quick: [...LONG, ...SYSTEM, ...ATTACKS, ...SLOW, ...SERVERS],
  long: [],
};
const ONLY: Record<string, string[]> = { system: SYSTEM, attacks: ATTACKS };
const which = process.env['ROWSEAL_LONG'] === '1' ? 'long' : (process.env['ROWSEAL_TESTS'] ?? '');

// Workers, and the servers that tests start, compile what node_modules and server/ hold once between them.
process.env['NODE_COMPILE_CACHE'] ??= path.resolve(import.meta.dirname, 'node_modules/.cache/node');

/** What `import 'rowseal/…'` is in a checkout, as in tsconfig.json: for examples. */
const OWN = [
  { find: /^rowseal$/, replacement: path.resolve(import.meta.dirname, 'server/index.ts') },
  {
    find: /^rowseal\/(express|fastify|hono|next|testing)$/,
    replacement: path.resolve(import.meta.dirname, 'server/application/$1.ts'),
  },
  { find: /^rowseal\/postgraphile$/, replacement: path.resolve(import.meta.dirname, 'server/graphql/own-server.ts') },
  {
    find: /^rowseal\/(pg|postgres|kysely|drizzle|prisma|typeorm)$/,
    replacement: path.resolve(import.meta.dirname, 'server/adapters/$1.ts'),
  },
];

export default defineConfig({
  resolve: { alias: OWN },
  test: {
    include: ONLY[which] ?? ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/bench/**', ...(LEFT_OUT[which] ?? LONG)],
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
