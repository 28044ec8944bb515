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
  for (const name of databases) await preparedDatabase(cluster, name);
  return cluster;
}

/**
 * Another database in such a server.
 *
 * @param cluster - of {@link preparedCluster}.
 * @param name - the database's. It is to be installed.
 * @returns an administrator's connection string.
 */
export async function preparedDatabase(cluster: Embedded, name: string): Promise<string> {
  const { installed } = inject('images');
  if (!installed) await ensureDatabase(cluster.url(), name);
  else
    await withConnection(cluster.url(), async (root) => {
      const [found] = await root`select from pg_database where datname = ${name}`;
      if (!found) await root`create database ${root(name)} template ${root(installed.template)} strategy file_copy`;
    });
  return cluster.url(name);
}
