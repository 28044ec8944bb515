import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * Runs the test suite in a process of its own.
 *
 * @param env - variables beside this process's own
 * @param args - further arguments for `vitest run`, such as file names
 * @returns its exit code
 * @throws Error when it can't be started
 */
export async function runVitest(env: Record<string, string>, args: string[] = []): Promise<number> {
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}
