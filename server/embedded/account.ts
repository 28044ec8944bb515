import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** The operating system account the server runs as. `uid` and `gid` fit spawn()'s options. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * The account to run PostgreSQL as. PostgreSQL refuses to run as root, so root hands it to SUDO_UID, `postgres` or `nobody`.
 *
 * @returns this process's own account, or for root the first of those that exists
 * @throws Error when the platform has no accounts, or root finds none to hand over to
 */
export function serverAccount(): Account {
  if (!process.getuid || !process.getgid) {
    throw new Error(`the embedded PostgreSQL does not run on ${process.platform}: set DATABASE_URL instead`);
  }
  if (process.getuid() !== 0) return { uid: process.getuid(), gid: process.getgid() };
  for (const name of [process.env['SUDO_UID'], 'postgres', 'nobody']) {
    const account = name ? lookUp(name) : undefined;
    if (account && account.uid !== 0) return account;
  }
  throw new Error('PostgreSQL does not run as root, and there is no account "postgres" or "nobody" to run it as');
}

function lookUp(name: string): Account | undefined {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/**
 * Whether an account can enter a directory, or the nearest of its parents that exists.
 *
 * @param account - who would enter
 * @param directory - an absolute path
 */
export function canEnter(account: Account, directory: string): boolean {
  const existing = nearestExisting(directory);
  return spawnSync('test', ['-x', existing], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

function nearestExisting(directory: string): string {
  return existsSync(directory) ? directory : nearestExisting(path.dirname(directory));
}

/**
 * Makes a directory and its missing parents; what it makes belongs to the account.
 *
 * @param account - the owner of what is made
 * @param directory - an absolute path
 * @throws the system's error when a parent isn't writable
 */
export function makeDirectory(account: Account, directory: string): void {
  if (existsSync(directory)) return;
  makeDirectory(account, path.dirname(directory));
  mkdirSync(directory, { mode: 0o755 });
  chownSync(directory, account.uid, account.gid);
}
