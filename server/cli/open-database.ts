import path from 'node:path';
import { embeddedMasterKey } from '../credentials/master-key.ts';
import type { MasterKeys } from '../credentials/master-keys.ts';
import { joinEmbedded, startEmbedded } from '../embedded/embedded-postgres.ts';
import { type Configuration, DOOR_VARIABLES } from '../env.ts';
import { awaitInstallation } from '../install/await-installation.ts';
import { type Doors, ensureDatabase, install } from '../install/install.ts';
import { completedDoor, doorUrls } from '../install/login-roles.ts';
import type { Lifecycle } from './lifecycle.ts';

/** A database that a process works with. */
export interface Database {
  /** Undefined: the process knows the doors alone. */
  adminUrl: string | undefined;
  masterKey: MasterKeys;
  /**
   * A door's connection string.
   *
   * @throws Error with a sentence for the operator where none was configured.
   */
  door(name: keyof Doors): string;
}

/** An embedded database serves one checkout, and follows whatever is in it. */
const OWN_DATABASE = { replace: true };

/**
 * Opens the database of a server: with an administrator's URL it installs, with the URLs of the login roles alone it waits until it is installed.
 *
 * @param configuration - from the environment.
 * @param running - told of what has been started.
 * @throws Error with a sentence for the operator.
 */
export async function openDatabase(configuration: Configuration, running: Lifecycle): Promise<Database> {
  const { dataDir, isEmbedded } = configuration;
  const adminUrl = isEmbedded ? await startOwnDatabase(path.resolve(dataDir), running) : configuration.databaseUrl;
  const database = await databaseOf(configuration, adminUrl);
  const wait = () =>
    awaitInstallation(anyDoor(database), {
      waitSeconds: configuration.waitSeconds,
      tell: (text) => console.error(text),
    });
  if (adminUrl === undefined) {
    await wait();
    return database;
  }
  try {
    await install({ adminUrl, masterKey: database.masterKey, ...(isEmbedded ? OWN_DATABASE : {}) });
  } catch (error) {
    // Who may not install may still serve what somebody else has installed.
    const mayNot = error instanceof Error && 'code' in error && error.code === 'RS102';
    if (!mayNot) throw error;
    console.error(`install: ${error.message}`);
    await wait();
  }
  return database;
}

/**
 * The database of an installation that is there, for a command: nothing is installed.
 *
 * @param configuration - from the environment.
 * @param running - told of what has been started.
 */
export async function joinDatabase(configuration: Configuration, running: Lifecycle): Promise<Database> {
  return databaseOf(configuration, await administratorsUrl(configuration, running));
}

/**
 * An administrator's connection string: the configured one, or the embedded database's, which is started for the occasion if need be.
 *
 * @param configuration - from the environment.
 * @param running - told of what has been started.
 * @returns undefined where the doors alone are configured.
 */
export async function administratorsUrl(
  { databaseUrl, dataDir, isEmbedded }: Configuration,
  running: Lifecycle,
): Promise<string | undefined> {
  if (!isEmbedded) return databaseUrl;
  const cluster = await joinEmbedded(path.join(path.resolve(dataDir), 'pg18'));
  running.onStop(() => cluster.stop());
  return cluster.url('rowseal');
}

async function databaseOf(configuration: Configuration, adminUrl: string | undefined): Promise<Database> {
  const { doors } = configuration;
  const masterKey = configuration.masterKeys?.() ?? (await embeddedMasterKey(path.resolve(configuration.dataDir)));
  return {
    adminUrl,
    masterKey,
    door: (name) => {
      const given = doors[name];
      if (given !== undefined) return completedDoor(given, name, masterKey);
      if (adminUrl === undefined) throw new Error(`${DOOR_VARIABLES[name]} is missing: set it, or DATABASE_URL`);
      return doorUrls(adminUrl, masterKey)[name];
    },
  };
}

function anyDoor(database: Database): string {
  for (const name of Object.keys(DOOR_VARIABLES) as (keyof Doors)[]) {
    try {
      return database.door(name);
    } catch {}
  }
  throw new Error('no database URL is configured');
}

async function startOwnDatabase(dataDir: string, running: Lifecycle): Promise<string> {
  const cluster = await startEmbedded({ dataDir: path.join(dataDir, 'pg18') });
  running.onStop(() => cluster.stop());
  await ensureDatabase(cluster.url(), 'rowseal');
  return cluster.url('rowseal');
}
