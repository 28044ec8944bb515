import { packagedBinaries } from '../embedded/binaries.ts';
import type { Configuration } from '../env.ts';
import { servingGraphql } from '../graphql/optional.ts';
import type { Lifecycle } from './lifecycle.ts';
import { type Demo, type ServeOptions, serve } from './serve.ts';

/**
 * `rowseal dev`: runs the server as somebody needs it who builds an application: mail is shown whatever the database is, and what is missing is told at
 * once.
 *
 * @param configuration - from the environment.
 * @param options - as for `serve`.
 * @param running - told of what has been started.
 * @param demo - what --demo seeds.
 * @throws Error with a sentence for the developer.
 */
export async function develop(
  configuration: Configuration,
  options: ServeOptions,
  running: Lifecycle,
  demo?: Demo,
): Promise<void> {
  if (!configuration.development) throw new Error('rowseal dev is not for production: use rowseal serve');
  const graphql = servingGraphql(configuration.graphql);
  if (configuration.isEmbedded) {
    try {
      packagedBinaries();
    } catch (error) {
      if (!(error instanceof Error) || graphql.served || !graphql.missing) throw error;
      throw new Error(`${error.message}. Nor is PostGraphile, for GraphQL: ${graphql.missing}`);
    }
  }
  await serve(configuration, { devMail: true, ...options }, running, demo);
}
