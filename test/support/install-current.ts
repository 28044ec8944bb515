import { watch } from 'graphile-migrate';
import { type Doors, type InstallOptions, install, migrationSettings } from '#server/database/install/install.ts';

/**
 * Installs Rowseal with the migration that is being worked on, as the next release will have it.
 *
 * @param options - where, and under which master key.
 */
export async function installCurrent(options: InstallOptions): Promise<Doors> {
  const doors = await install(options);
  await watch(migrationSettings(options.adminUrl), true);
  return doors;
}
