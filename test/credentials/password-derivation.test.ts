import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const DERIVATIONS = `
  import { closeSync, openSync } from 'node:fs';
  import { deriveKey } from './server/credentials/password-derivation.ts';
  const parameters = { salt: new Uint8Array(16), memory_kib: 7168, iterations: 1, parallelism: 1, former: null };
  const outcome = () => deriveKey('correct horse', parameters).then(({ length }) => length, ({ message }) => message);
  const open = [];
  try {
    for (;;) open.push(openSync('/dev/null'));
  } catch {}
  const during = await outcome();
  for (const file of open) closeSync(file);
  console.log(JSON.stringify([during, await outcome()]));
  process.exit();
`;

test('a process that had no file descriptor left at its first login derives keys again once it has some', async () => {
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'ulimit -n 200 && exec "$0" --input-type=module --eval "$1"',
    process.execPath,
    DERIVATIONS,
  ]);
  expect(JSON.parse(stdout)).toEqual([expect.stringMatching(/too many open files/i), 32]);
});
