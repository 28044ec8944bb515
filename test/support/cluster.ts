import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { serverAccount } from '#server/embedded/account.ts';
import { packagedBinaries } from '#server/embedded/binaries.ts';
import {
  type Embedded,
  type EmbeddedOptions,
  startEmbedded,
  temporaryDirectory,
} from '#server/embedded/embedded-postgres.ts';
import { startGuard } from '#server/embedded/guard.ts';
import { imageKey, keepImage, restoreImage } from './image-cache.ts';

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
  jit: 'off',
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
  /** Undefined where nothing was to fill it. */
  filled: string | undefined;
  remove(): void;
}

/** How to fill the second image. */
export interface Filling {
  /** Receives an administrator's connection string. All that it depends on is SQL, what its module imports, and `given`. */
  work(adminUrl: string): Promise<unknown>;
  /** Its module. */
  module: string;
  given: Record<string, unknown>;
}

/**
 * Has initdb run once for all servers of a run, and installing: both take longer than a start. Runs of the same sources on the same day find what was
 * made before.
 *
 * @param filling - left out: there is no second image.
 * @throws Error when PostgreSQL doesn't start.
 */
export async function makeImages(filling?: Filling): Promise<Images> {
  const account = serverAccount();
  const folder = temporaryDirectory(account, ['/dev/shm']);
  // However this process ends.
  const guard = startGuard([folder]);
  const images = {
    empty: path.join(folder, 'empty'),
    filled: filling && path.join(folder, 'filled'),
    remove: guard.release,
  };
  try {
    const key = await imageKey(filling?.module ?? import.meta.filename, {
      ...filling?.given,
      server: await ownServer(),
    });
    if (await restoreImage(key, folder, account)) return images;
    await makeImage(images.empty, { settings: FAST });
    const settings = { ...FAST, ...SHARED };
    if (images.filled) await makeImage(images.filled, { copyOf: images.empty, settings }, filling?.work);
    await keepImage(key, folder, account);
    return images;
  } catch (error) {
    guard.release();
    throw error;
  }
}

async function makeImage(dataDir: string, options: EmbeddedOptions, work?: Filling['work']): Promise<void> {
  const cluster = await startEmbedded({ ...BINARIES, dataDir, ...options });
  try {
    await work?.(cluster.url());
  } finally {
    await cluster.stop();
  }
}

/** The PostgreSQL that tests start. */
async function ownServer(): Promise<string> {
  const program = path.join(TEST_BINARIES ?? packagedBinaries(), 'bin/postgres');
  return createHash('sha256')
    .update(await readFile(program))
    .digest('hex');
}

/**
 * The server that test files share.
 *
 * @param image - what it is a copy of.
 */
export function startShared(image: string): Promise<Embedded> {
  return startEmbedded({ ...BINARIES, copyOf: image, settings: SHARED });
}
