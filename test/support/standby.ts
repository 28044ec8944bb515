import { chmodSync, chownSync, cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Embedded, startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { TEST_BINARIES } from './cluster.ts';

/**
 * Starts a hot standby: a copy of a stopped cluster that keeps waiting for more to replay.
 *
 * @param primary - the data directory of a cluster that has been stopped in order.
 * @param dataDir - where the copy is to be.
 */
export async function startStandby(primary: string, dataDir: string): Promise<Embedded> {
  cpSync(primary, dataDir, { recursive: true, preserveTimestamps: true });
  rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
  writeFileSync(path.join(dataDir, 'standby.signal'), '');
  const { uid, gid } = statSync(primary);
  for (const file of ['', ...readdirSync(dataDir, { recursive: true, encoding: 'utf8' })])
    chownSync(path.join(dataDir, file), uid, gid);
  chmodSync(dataDir, 0o700);
  return startEmbedded({
    dataDir,
    // Nothing will ever come from there.
    settings: { restore_command: 'false', hot_standby: 'on' },
    ...(TEST_BINARIES ? { binaries: TEST_BINARIES } : {}),
  });
}
