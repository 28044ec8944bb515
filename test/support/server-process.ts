import { tmpdir } from 'node:os';
import { closeAfterFile } from './closing.ts';
import type { FreshDatabase } from './database.ts';
import { TEST_MASTER_KEY } from './master-key.ts';
import { freePort, type Run, ready, startRowseal } from './rowseal-process.ts';

/** A server in a process of its own. */
export interface ServerProcess extends Run {
  url: string;
  port: number;
}

/**
 * Starts a server on a database, without demo data and worker, and waits until it is ready. It is killed after the test file, if need be.
 *
 * @param db - what it serves.
 * @param env - further variables.
 * @throws Error with its output when it ends instead.
 */
export async function startServer(db: FreshDatabase, env: Record<string, string> = {}): Promise<ServerProcess> {
  const port = await freePort();
  const all = {
    HOST: '127.0.0.1',
    PORT: port,
    DATABASE_URL: db.adminUrl,
    ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
    ROWSEAL_RATE_LIMIT: '0',
    ROWSEAL_LAME_DUCK_SECONDS: '0',
    ...env,
  };
  const run = startRowseal(all, ['--demo=off', '--worker=off'], tmpdir());
  closeAfterFile(() => run.process.kill('SIGKILL'));
  // Where a file fails before its tests, no file after it may close it.
  process.once('exit', () => run.process.kill('SIGKILL'));
  await ready(run);
  return { ...run, url: `http://127.0.0.1:${port}`, port: Number(port) };
}
