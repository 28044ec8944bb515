import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from '#server/manifest.ts';

const run = promisify(execFile);
const ASK = `
  const { keepCompiled } = await import(${JSON.stringify(path.join(ROOT, 'server/cli/compile-cache.ts'))});
  keepCompiled();
  console.log(process.getBuiltinModule('node:module').getCompileCacheDir());`;

async function keptIn(env: Record<string, string>): Promise<string> {
  const { stdout } = await run(process.execPath, ['-e', ASK], { env: { PATH: process.env['PATH'] ?? '', ...env } });
  return stdout.trim();
}

test('what was compiled is kept beside the packages, and not where others may write', async () => {
  const folder = await keptIn({});
  expect(folder.startsWith(path.join(ROOT, 'node_modules/.cache/rowseal'))).toBe(true);
});

test('another folder is used by the wish of an operator, or none', async () => {
  expect(await keptIn({ NODE_COMPILE_CACHE: path.join(tmpdir(), 'elsewhere') })).toContain('elsewhere');
  expect(await keptIn({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('undefined');
});
