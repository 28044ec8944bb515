import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installNotes } from '#demo/install.ts';
import { startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { ensureDatabase, install } from '#server/install/install.ts';
import { closeAfterFile } from './closing.ts';
import { TEST_BINARIES } from './cluster.ts';
import { connect } from './connect.ts';
import type { FreshDatabase } from './database.ts';
import { TEST_MASTER_KEY } from './master-key.ts';

/** A server for data that memory is too small for; nothing that it holds is worth a crash. */
const ROOMY = {
  shared_buffers: '1GB',
  effective_cache_size: '4GB',
  max_wal_size: '16GB',
  checkpoint_timeout: '1h',
  wal_level: 'minimal',
  max_wal_senders: '0',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
};

/**
 * Rowseal and the demo's schema on a server of its own, on the disk. It is gone after the test file.
 *
 * @param settings - of the server, besides.
 * @returns the database, and where the server's files are.
 */
export async function roomyDatabase(settings: Record<string, string>): Promise<FreshDatabase & { dataDir: string }> {
  const base = mkdtempSync(path.join(tmpdir(), 'rowseal-roomy-'));
  chmodSync(base, 0o755); // root's server account must get through
  const cluster = await startEmbedded({
    dataDir: path.join(base, 'data'),
    settings: { ...ROOMY, ...settings },
    ...(TEST_BINARIES ? { binaries: TEST_BINARIES } : {}),
  });
  closeAfterFile(async () => {
    await cluster.stop();
    rmSync(base, { recursive: true, force: true });
  });
  const name = 'rowseal';
  await ensureDatabase(cluster.url(), name);
  const adminUrl = cluster.url(name);
  const doors = await install({ adminUrl, masterKey: TEST_MASTER_KEY });
  await installNotes(adminUrl);
  const admin = connect(adminUrl, { max: 4 });
  closeAfterFile(() => admin.end({ timeout: 1 }));
  return { name, adminUrl, ...doors, admin, dataDir: cluster.dataDir };
}
