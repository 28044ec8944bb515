import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { freePort, ready, startRowseal } from '#test/support/rowseal-process.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
// What docker/server.Dockerfile copies.
const SHIPPED = ['package.json', 'package-lock.json', 'db', 'demo', 'migrations', 'server'];

const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-production-'));
// Run by root, the server hands PostgreSQL to another account, which must get in here.
await chmod(folder, 0o755);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('an installation without development dependencies, in a folder of its own, starts and answers a login', async () => {
  for (const name of SHIPPED) await cp(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  await promisify(execFile)('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], { cwd: folder });
  const port = await freePort();
  const env = {
    PORT: port,
    NODE_ENV: 'production',
    ROWSEAL_DATA_DIR: path.join(folder, 'data'),
    ROWSEAL_PUBLIC_URL: `http://localhost:${port}`,
  };
  const run = startRowseal(env, ['--demo=on'], folder, path.join(folder, 'server/main.ts'));
  afterAll(() => run.process.kill('SIGKILL'));
  await ready(run);
  const answer = await fetch(`http://localhost:${port}/v1/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD }),
  });
  expect(answer.status).toBe(200);
  run.process.kill('SIGTERM');
  expect(await run.exited).toBe(0);
}, 300_000);
