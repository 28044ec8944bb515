import { existsSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Makes sure that no server runs on a data directory, and that what a crash left behind doesn't stop the next one.
 *
 * @param dataDir - absolute path of a data directory that belongs to the server's account
 * @throws Error when a server is running on it
 */
export function claimDataDirectory(dataDir: string): void {
  const pid = lockHolder(dataDir);
  if (pid === undefined || !isAlive(pid)) return;
  if (isServerOf(pid, dataDir)) {
    throw new Error(
      `a PostgreSQL server (process ${pid}) is already running on the data directory ${dataDir}: stop it, or use another data directory`,
    );
  }
  // Another program has the crashed server's number, which PostgreSQL would take for a running server. It overlooks its
  // parent's number, which is this process, and still checks for the crashed server's shared memory.
  const [, ...rest] = lockFileLines(dataDir);
  writeFileSync(lockFile(dataDir), [process.pid, ...rest].join('\n'));
}

/**
 * Whether a server takes connections.
 *
 * @param dataDir - absolute path
 * @param pid - the server's process; another start's server may have the directory
 */
export function isReady(dataDir: string, pid: number): boolean {
  return lockHolder(dataDir) === pid && lockFileLines(dataDir)[7]?.trim() === 'ready';
}

/**
 * The directory of the socket of the server that runs on a data directory. One that is just starting or stopping is waited for.
 *
 * @param dataDir - absolute path
 * @returns undefined when none runs
 */
export async function socketDirectoryOf(dataDir: string): Promise<string | undefined> {
  for (;;) {
    const pid = lockHolder(dataDir);
    if (pid === undefined || !isAlive(pid) || !isServerOf(pid, dataDir)) return undefined;
    if (isReady(dataDir, pid)) return lockFileLines(dataDir)[4]?.trim() || undefined;
    await sleep(20);
  }
}

function lockFile(dataDir: string): string {
  return path.join(dataDir, 'postmaster.pid');
}

function lockFileLines(dataDir: string): string[] {
  const file = lockFile(dataDir);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

function lockHolder(dataDir: string): number | undefined {
  const pid = Number(lockFileLines(dataDir)[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // gone, or another account's, which can't be the server of a directory of ours
  }
}

/** A server's working directory is its data directory. Where there is no /proc to tell, it counts as the server. */
function isServerOf(pid: number, dataDir: string): boolean {
  if (!existsSync('/proc/self/cwd')) return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir);
  } catch {
    return false;
  }
}
