// Fetches the clients of other languages that docs/any-language.md is about, with what is there of Python, Go and Java, and runs its
// examples. Ruby's come from Debian: apt-get install ruby-activerecord ruby-pg ruby-jwt ruby-rbnacl.
// Usage: npm run test:languages
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { runVitest } from '../test/support/run-vitest.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const FETCHED = path.join(ROOT, 'node_modules/.cache/rowseal-languages');
const DRIVERS = path.join(ROOT, 'test/languages');

mkdirSync(FETCHED, { recursive: true });
const python = path.join(FETCHED, 'python');
fetch(
  'Python',
  ['python3', '-m', 'venv', python],
  [
    path.join(python, 'bin/pip'),
    ...['install', '--quiet', '--disable-pip-version-check', '-r', path.join(DRIVERS, 'requirements.txt')],
  ],
);
fetch('Go', ['go', 'mod', 'download']);
fetch('Java', [
  ...['mvn', '-q', '-f', path.join(DRIVERS, 'java/pom.xml'), 'dependency:copy-dependencies'],
  ...['-DincludeScope=runtime', `-DoutputDirectory=${path.join(FETCHED, 'java')}`],
]);
process.exitCode = await runVitest({}, ['test/languages']);

/** What cannot be fetched is skipped by the test, which says so. */
function fetch(what: string, ...commands: string[][]): void {
  for (const [command = '', ...args] of commands) {
    const { status } = spawnSync(command, args, {
      cwd: path.join(DRIVERS, 'go'),
      stdio: 'inherit',
      env: { ...process.env, GOMODCACHE: path.join(FETCHED, 'go'), GOFLAGS: '-modcacherw' },
    });
    if (status !== 0) {
      console.log(`The clients of ${what} cannot be fetched here: ${command} failed, or is not there`);
      return;
    }
  }
}
