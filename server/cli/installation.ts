import path from 'node:path';
import { joinEmbedded } from '../database/embedded.ts';
import { doorUrls } from '../database/login-roles.ts';
import type { Configuration } from '../env.ts';
import { type Maintenance, openMaintenance } from '../maintenance.ts';
import { embeddedMasterKey } from '../master-key.ts';
import type { Running } from './running.ts';

/**
 * Runs a command on an installation that is there, whether or not its server runs. Nothing is installed or migrated.
 *
 * @param configuration - from the environment.
 * @param running - told of what has been started; all of it has been stopped at the end.
 * @param command - what to do.
 * @throws Error with a sentence for the operator.
 */
export async function withInstallation(
  configuration: Configuration,
  running: Running,
  command: (maintenance: Maintenance, masterKey: Uint8Array) => Promise<string>,
): Promise<void> {
  const { databaseUrl, dataDir } = configuration;
  const adminUrl = databaseUrl ?? (await joinDatabase(path.resolve(dataDir), running));
  const masterKey = configuration.masterKey ?? (await embeddedMasterKey(path.resolve(dataDir)));
  const maintenance = openMaintenance(doorUrls(adminUrl, masterKey).workerUrl);
  running.started(() => maintenance.close());
  try {
    console.log(await command(maintenance, masterKey));
  } catch (error) {
    throw explained(error);
  } finally {
    await running.stop();
  }
}

async function joinDatabase(dataDir: string, running: Running): Promise<string> {
  const cluster = await joinEmbedded(path.join(dataDir, 'pg18'));
  running.started(() => cluster.stop());
  return cluster.url('rowseal');
}

function explained(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === '28P01')
    return new Error("the database refuses rowseal_worker: ROWSEAL_MASTER_KEY is not this installation's");
  if (['3D000', '3F000', '42883'].includes(code)) {
    return new Error('this version of Rowseal is not installed in the database: start the server first');
  }
  return error;
}
