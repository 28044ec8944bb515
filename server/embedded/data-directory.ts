import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { type Account, canEnter, makeDirectory } from './account.ts';
import type { Binaries } from './binaries.ts';

/**
 * The data directory to use: the wanted one, or where the server's account can't get to that (root's checkout under a
 * home directory with mode 0700) one of its own beside other programs' state.
 *
 * @param wanted - the configured directory, absolute or relative to the working directory
 * @param account - who runs the server
 * @returns an absolute path
 */
export function reachableDataDirectory(wanted: string, account: Account): string {
  const absolute = existsSync(wanted) ? realpathSync(wanted) : path.resolve(wanted);
  if (canEnter(account, path.dirname(absolute))) return absolute;
  const hash = createHash('sha256').update(absolute).digest('hex').slice(0, 8);
  return `/var/lib/rowseal-${hash}`;
}

/**
 * Checks that a data directory can be used.
 *
 * @param dataDir - absolute path
 * @param account - who runs the server
 * @param major - the server's major version
 * @returns whether it holds a database cluster; if not, it is empty or doesn't exist
 * @throws Error when it holds something else, another major version's data or another account's data
 */
export function holdsCluster(dataDir: string, account: Account, major: string): boolean {
  if (!existsSync(dataDir)) return false;
  const owner = statSync(dataDir).uid;
  const notOurs = `the data directory ${dataDir} belongs to uid ${owner}, but PostgreSQL would run as uid ${account.uid}: start as that account, or use another data directory`;
  const entries = readEntries(dataDir, notOurs);
  if (entries.length === 0) return false;
  if (!entries.includes('PG_VERSION')) {
    throw new Error(`the directory ${dataDir} is not empty and holds no PostgreSQL data: use another data directory`);
  }
  if (owner !== account.uid) throw new Error(notOurs);
  const found = readFileSync(path.join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (found !== major) {
    throw new Error(
      `the data directory ${dataDir} belongs to PostgreSQL ${found}, but this is PostgreSQL ${major}: move the data with pg_dump or pg_upgrade, or use another data directory`,
    );
  }
  return true;
}

function readEntries(dataDir: string, whenForbidden: string): string[] {
  try {
    return readdirSync(dataDir);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') throw new Error(whenForbidden);
    throw error;
  }
}

/** What makeCluster() needs. */
export interface ClusterOptions {
  /** Absolute path; empty or not existing. */
  dataDir: string;
  /** Absolute path on the same file system, not existing; the caller removes it after a failure. */
  temporary: string;
  /** The owner. */
  account: Account;
  binaries: Binaries;
  /** Whether the data must survive a power failure. */
  durable: boolean;
  /** A data directory to copy; left out: initdb makes a new one. */
  copyOf?: string | undefined;
  /** Runs a program as the account to its end, and fails when the program does. */
  run: (program: string, parameters: string[]) => Promise<void>;
}

/**
 * Makes a database cluster. It is made in a temporary directory beside its place and then moved, so that an interrupted
 * start leaves nothing half-made.
 *
 * @param options - where and how
 * @throws Error when initdb fails or the directory can't be written
 */
export async function makeCluster(options: ClusterOptions): Promise<void> {
  const { dataDir, temporary, account, copyOf, run } = options;
  makeDirectory(account, path.dirname(dataDir));
  mkdirSync(temporary, { mode: 0o700 });
  chownSync(temporary, account.uid, account.gid);
  if (copyOf === undefined) await initialize(options);
  else await run('cp', ['-R', `${copyOf}/.`, temporary]);
  try {
    await rename(temporary, dataDir);
  } catch (error) {
    // A start at the same moment has filled the directory; which of the two serves is for the server's lock to decide.
    if (!existsSync(path.join(dataDir, 'PG_VERSION'))) throw error;
  }
}

async function initialize({ temporary, binaries, durable, run }: ClusterOptions): Promise<void> {
  const locale = ['--encoding=UTF8', '--locale=C', ...(Number(binaries.major) >= 17 ? BUILTIN_LOCALE : [])];
  const safety = durable ? ['--data-checksums'] : ['--no-sync'];
  const account = ['-U', 'postgres', '--auth=trust'];
  await run(binaries.initdb, ['-D', temporary, ...account, '--no-instructions', ...locale, ...safety]);
}

// The built-in provider sorts the same on every machine; it came with PostgreSQL 17.
const BUILTIN_LOCALE = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
