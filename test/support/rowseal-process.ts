import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';

const MAIN = path.resolve(import.meta.dirname, '../../demo/main.ts');

/** Half of a start is compiling. */
export const COMPILE_CACHE: Record<string, string> = { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '' };

/** A process of Rowseal, as an operator starts it. */
export interface Run {
  process: ChildProcess;
  /** What it has printed, on either stream. */
  output(): string;
  exited: Promise<number | null>;
}

/**
 * Starts Rowseal.
 *
 * @param env - its whole environment, besides PATH and the cache of compiled code.
 * @param args - its command line.
 * @param cwd - its working directory.
 * @param main - its entry; absent: this checkout's.
 */
export function startRowseal(env: Record<string, string>, args: string[], cwd: string, main = MAIN): Run {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...COMPILE_CACHE, ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { process: child, output: () => text, exited };
}

/**
 * Waits until a server says that it is ready.
 *
 * @throws Error when it ends instead.
 */
export async function ready(run: Run): Promise<void> {
  while (!run.output().includes('Rowseal is ready')) {
    if (run.process.exitCode !== null) throw new Error(`did not start: ${run.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(typeof address === 'object' && address ? address.port : 0);
}
