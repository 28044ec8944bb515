import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Guard } from './guard.ts';
import { claimDataDirectory, isReady } from './lock-file.ts';

/** How a program of PostgreSQL is run. */
export interface RunOptions {
  /** Who runs it. */
  account: Account;
  /** Stops it when this process dies. */
  guard: Guard;
  /** Receives what it logs. */
  onLog: (text: string) => void;
}

type Program = ChildProcessByStdio<Writable, null, Readable>;

/**
 * Runs a program to its end. If this process dies, it is stopped.
 *
 * @param program - full path
 * @param parameters - its arguments
 * @param options - how to run it
 * @throws Error with the program's last message when it fails
 */
export async function run(program: string, parameters: string[], options: RunOptions): Promise<void> {
  const started = await launch(program, parameters, 'SIGINT', options);
  await started.ended;
  if (started.child.exitCode !== 0) throw new Error(`${program} failed: ${started.complaint()}`);
}

/**
 * Starts a server and waits until it takes connections.
 *
 * @param postgres - full path of the server program
 * @param dataDir - a data directory of the same major version
 * @param settings - server settings by name
 * @param stopSignal - SIGINT ends it in order, SIGQUIT at once
 * @param options - how to run it
 * @returns `stop`, which sends the signal, waits for the end and after 10 s sends SIGQUIT; and `ended`
 * @throws Error with the server's last message when it doesn't start, or when another one has the data directory
 */
export async function startServer(
  postgres: string,
  dataDir: string,
  settings: Record<string, string>,
  stopSignal: NodeJS.Signals,
  options: RunOptions,
): Promise<{ stop(): Promise<void>; ended: Promise<void> }> {
  claimDataDirectory(dataDir);
  const assignments = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { child, ended, hasEnded, complaint } = await launch(
    postgres,
    ['-D', dataDir, ...assignments],
    stopSignal,
    options,
  );
  while (!isReady(dataDir, child.pid ?? 0)) {
    if (hasEnded()) {
      claimDataDirectory(dataDir); // a start at the same moment may have won
      throw new Error(`PostgreSQL did not start: ${complaint()}`);
    }
    await sleep(5);
  }
  // A process that has nothing left to do may end; the guard then stops the server.
  child.unref();
  if ('unref' in child.stderr && typeof child.stderr.unref === 'function') child.stderr.unref();
  return { stop: () => stop(child, ended, stopSignal), ended };
}

async function stop(child: Program, ended: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  child.ref();
  child.kill(signal);
  const impatient = setTimeout(() => child.kill('SIGQUIT'), 10_000);
  await ended;
  clearTimeout(impatient);
}

// Nothing runs before the guard knows of it: the shell waits for a line, and becomes the program under the same number.
const WHEN_TOLD = 'read -r _ && exec "$@" </dev/null';

async function launch(
  program: string,
  parameters: string[],
  stopSignal: NodeJS.Signals,
  { account, guard, onLog }: RunOptions,
) {
  const child: Program = spawn('sh', ['-c', WHEN_TOLD, 'sh', program, ...parameters], {
    ...account,
    cwd: '/',
    detached: true, // Ctrl-C in the terminal reaches this process, not the server
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  });
  let log = '';
  let over = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4000);
    onLog(text);
  });
  const ended = new Promise<void>((resolve) => {
    const finish = () => {
      over = true;
      resolve();
    };
    child.once('close', finish);
    child.once('error', (error) => {
      log += `\n${error.message}`;
      finish();
    });
  });
  child.stdin.on('error', () => {}); // the program may be gone before it reads
  if (child.pid !== undefined) await guard.watch(child.pid, stopSignal);
  child.stdin.end('\n');
  return { child, ended, hasEnded: () => over, complaint: () => lastComplaint(log) };
}

/** The line of a log that says what went wrong: the last one with a severity, or just the last one. */
function lastComplaint(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => /\b(FATAL|PANIC|ERROR|error):/.test(line)) ?? lines.at(-1) ?? 'no message';
}
