import path from 'node:path';
import { serverAccount } from '#server/embedded/account.ts';
import {
  type Embedded,
  type EmbeddedOptions,
  startEmbedded,
  temporaryDirectory,
} from '#server/embedded/embedded-postgres.ts';
import { startGuard } from '#server/embedded/guard.ts';

/** The root of another version's PostgreSQL binaries, for `npm run test:matrix`; undefined: the project's own. */
export const TEST_BINARIES = process.env['ROWSEAL_TEST_BINARIES'];

/** Options of a server of that version. */
export const BINARIES: EmbeddedOptions = TEST_BINARIES ? { binaries: TEST_BINARIES } : {};

/** Nothing that tests store outlives them. */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '4GB',
  autovacuum: 'off',
};

/** Files of tests open pools of their own. */
const SHARED = {
  max_connections: '400',
  max_prepared_transactions: '4',
  ...(TEST_BINARIES ? {} : { file_copy_method: 'clone' }),
};

/** Data directories, of which servers are started as copies. */
export interface Images {
  empty: string;
  /**
   * Makes another one.
   *
   * @param work - fills it, as an administrator.
   * @returns where it is.
   */
  fill(work: (adminUrl: string) => Promise<unknown>): Promise<string>;
  remove(): void;
}

/**
 * Has initdb run once for all servers of a run: it takes longer than a start.
 *
 * @throws Error when PostgreSQL doesn't start.
 */
export async function makeImages(): Promise<Images> {
  const folder = temporaryDirectory(serverAccount(), ['/dev/shm']);
  const make = async (name: string, options: EmbeddedOptions, work?: (adminUrl: string) => Promise<unknown>) => {
    const dataDir = path.join(folder, name);
    const cluster = await startEmbedded({ ...BINARIES, dataDir, ...options });
    try {
      await work?.(cluster.url());
    } finally {
      await cluster.stop();
    }
    return dataDir;
  };
  // However this process ends.
  const guard = startGuard([folder]);
  const empty = await make('empty', { settings: FAST });
  return {
    empty,
    fill: (work) => make('filled', { copyOf: empty, settings: { ...FAST, ...SHARED } }, work),
    remove: guard.release,
  };
}

/**
 * The server that test files share.
 *
 * @param image - what it is a copy of.
 */
export function startShared(image: string): Promise<Embedded> {
  return startEmbedded({ ...BINARIES, copyOf: image, settings: SHARED });
}
