import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MAIN = path.resolve(import.meta.dirname, 'bench/main.ts');

// What they measure in so short a time is worth nothing; that they measure at all is.
const TABLES =
  'http telemetry rls roles adapters entrance logins memory start credentials events members import scale'.split(' ');
test.each(TABLES)(
  'npm run bench %s still measures what it has requirements for',
  async (table) => {
    const args = [MAIN, table, '--seconds=0.5', '--rounds=1', '--rotations=1000', '--users=2000', '--part=0.0005'];
    const run = promisify(execFile)(process.execPath, args);
    await expect(run).resolves.toMatchObject({ stdout: expect.stringMatching(/^requirements$/m) });
  },
  600_000,
);
