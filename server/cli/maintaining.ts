import { type KeyWrap, keyWrap } from '../credentials/key-material.ts';
import type { MasterKeys } from '../credentials/master-keys.ts';
import { type Maintenance, openMaintenance } from '../database/maintenance.ts';
import { learnRoute } from '../database/sql-connections.ts';
import type { Configuration } from '../env.ts';
import { type ClientSecretWrap, clientSecretWrap } from '../idp/client-secret.ts';
import type { Doors } from '../install/install.ts';
import type { Lifecycle } from './lifecycle.ts';
import { joinDatabase } from './open-database.ts';

/** What an operator does to an installation; answers with what to print. */
export type MaintenanceCommand = (maintenance: Maintenance, context: CommandContext) => Promise<string>;

/** What a command is given of the installation besides its maintenance door. */
export interface CommandContext {
  masterKey: MasterKeys;
  /** A door's connection string; throws where none is configured. */
  door(name: keyof Doors): string;
  signingKeys: KeyWrap;
  clientSecrets: ClientSecretWrap;
}

/**
 * Runs a command on an installation that is there, whether or not its server runs. Nothing is installed or migrated.
 *
 * @param configuration - from the environment.
 * @param running - told of what has been started; all of it has been stopped at the end.
 * @param command - what to do.
 * @throws Error with a sentence for the operator.
 */
export async function withMaintenance(
  configuration: Configuration,
  running: Lifecycle,
  command: MaintenanceCommand,
): Promise<void> {
  const { door, masterKey } = await joinDatabase(configuration, running);
  const url = door('workerUrl');
  try {
    const maintenance = openMaintenance(url, { route: await learnRoute(url, 'worker') });
    running.onStop(() => maintenance.close());
    const wraps = { signingKeys: keyWrap(masterKey), clientSecrets: clientSecretWrap(masterKey) };
    console.log(await command(maintenance, { masterKey, door, ...wraps }));
  } catch (error) {
    throw explained(error);
  } finally {
    await running.stop();
  }
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
