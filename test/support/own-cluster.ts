import { inject } from 'vitest';
import { type Embedded, type EmbeddedOptions, startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { ensureDatabase } from '#server/install/install.ts';
import { BINARIES } from './cluster.ts';
import { withConnection } from './connect.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Data directories that own clusters are copies of: as initdb makes one, and, where there is one, with the template of `installed`. */
    images: { empty: string; installed?: { dataDir: string; template: string } };
  }
}

/**
 * A server of one test file, with roles of its own and nothing in it.
 *
 * @param options - as of {@link startEmbedded}.
 */
export function ownCluster(options: EmbeddedOptions = {}): Promise<Embedded> {
  return startEmbedded({ ...BINARIES, copyOf: inject('images').empty, ...options });
}

/**
 * A server of one test file, where installing finds most of its work done: under the master key of tests, with the demo's schema.
 *
 * @param databases - their names. Each is to be installed; without templates they are empty.
 * @param options - as of {@link startEmbedded}.
 */
export async function preparedCluster(databases: string[], options: EmbeddedOptions = {}): Promise<Embedded> {
  const { installed } = inject('images');
  const cluster = await ownCluster({ ...(installed ? { copyOf: installed.dataDir } : {}), ...options });
  if (!installed) {
    for (const name of databases) await ensureDatabase(cluster.url(), name);
    return cluster;
  }
  await withConnection(cluster.url(), async (root) => {
    const found = await root<{ name: string }[]>`select datname as name from pg_database`;
    const missing = databases.filter((name) => !found.some((each) => each.name === name));
    for (const name of missing)
      await root`create database ${root(name)} template ${root(installed.template)} strategy file_copy`;
  });
  return cluster;
}
