import { startEmbedded } from '#server/embedded/embedded-postgres.ts';

/** The server that tests run on. */
export interface TestCluster {
  /** An administrator's connection URL. */
  adminUrl: string;
  /** Whether it was given, and must be left as it was found. */
  given: boolean;
  /** Stops it, unless it was given. */
  stop(): Promise<void>;
}

/** The root of another version's PostgreSQL binaries, for `npm run test:matrix`; undefined: the project's own. */
export const TEST_BINARIES = process.env['ROWSEAL_TEST_BINARIES'];

/**
 * The server of DATABASE_URL, or else an embedded one, for this run only.
 *
 * @throws Error when the embedded one doesn't start
 */
export async function startTestCluster(): Promise<TestCluster> {
  const adminUrl = process.env['DATABASE_URL'];
  if (adminUrl) return { adminUrl, given: true, stop: async () => {} };
  // Files of tests open pools of their own.
  const settings = { max_connections: '400', max_prepared_transactions: '4' };
  const cluster = await startEmbedded(
    TEST_BINARIES ? { binaries: TEST_BINARIES, settings } : { settings: { ...settings, file_copy_method: 'clone' } },
  );
  return { adminUrl: cluster.url(), given: false, stop: cluster.stop };
}
