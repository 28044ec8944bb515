import { chmodSync, chownSync, cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Embedded, startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { TEST_BINARIES } from './cluster.ts';

/**
 * Copies a cluster, as the standby that it is to become.
 *
 * @param primary - the data directory of a cluster that has been stopped in order.
 * @param dataDir - where the copy is to be.
 */
export function copyAsStandby(primary: string, dataDir: string): void {
  copyCluster(primary, dataDir, 'standby.signal');
}

/**
 * Copies a cluster, as the backup that it is restored from.
 *
 * @param primary - the data directory of a cluster that has been stopped in order.
 * @param dataDir - where the copy is to be.
 */
export function copyAsBackup(primary: string, dataDir: string): void {
  copyCluster(primary, dataDir, 'recovery.signal');
}

/**
 * Copies a cluster, as the snapshot of its disk that is put back one day.
 *
 * @param primary - the data directory of a cluster that has been stopped in order.
 * @param dataDir - where the copy is to be.
 */
export function copyAsSnapshot(primary: string, dataDir: string): void {
  copyCluster(primary, dataDir);
}

/**
 * Starts a cluster from a backup, whose archive has nothing that came later.
 *
 * @param dataDir - a copy made by {@link copyAsBackup}.
 */
export async function startBackup(dataDir: string): Promise<Embedded> {
  return startEmbedded({
    dataDir,
    settings: { restore_command: '/bin/false' },
    ...(TEST_BINARIES ? { binaries: TEST_BINARIES } : {}),
  });
}

function copyCluster(primary: string, dataDir: string, signal?: string): void {
  cpSync(primary, dataDir, { recursive: true, preserveTimestamps: true });
  rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
  if (signal) writeFileSync(path.join(dataDir, signal), '');
  const { uid, gid } = statSync(primary);
  for (const file of ['', ...readdirSync(dataDir, { recursive: true, encoding: 'utf8' })])
    chownSync(path.join(dataDir, file), uid, gid);
  chmodSync(dataDir, 0o700);
}

/**
 * Starts a hot standby, which streams from its primary.
 *
 * @param dataDir - a copy made by {@link copyAsStandby}.
 * @param primary - the same cluster, started again.
 * @param settings - of the standby, besides.
 */
export async function startStandby(
  dataDir: string,
  primary: Embedded,
  settings: Record<string, string> = {},
): Promise<Embedded> {
  return startEmbedded({
    dataDir,
    settings: {
      hot_standby: 'on',
      primary_conninfo: `host=${primary.socketDir} user=postgres application_name=standby`,
      ...settings,
    },
    ...(TEST_BINARIES ? { binaries: TEST_BINARIES } : {}),
  });
}
