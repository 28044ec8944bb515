import { setTimeout as sleep } from 'node:timers/promises';
import semver from 'semver';
import { Route } from '../database/login-settings.ts';
import { only } from '../database/rows.ts';
import { openSql } from '../database/sql-connections.ts';
import { type Package, THIS_PACKAGE } from './version.ts';

/** What rowseal.installed_version() says; all null where no installer has recorded itself. */
export interface InstalledContract {
  version: string | null;
  contract: number | null;
  oldest_contract: number | null;
}

/** Whether a server can serve from a database as it is. */
export type Standing =
  /** Notice: what an operator should know nevertheless. */
  | { status: 'ready'; notice?: string }
  /** Someone has to bring the database up, or is about to. */
  | { status: 'outdated'; sentence: string }
  /** No waiting helps. */
  | { status: 'refused'; sentence: string };

/** How a server waits for what it cannot install itself. */
export interface Patience {
  /** In seconds. */
  waitSeconds: number;
  /** Told once what is waited for, and what an operator should know. */
  tell: (message: string) => void;
  /** Which server; left out: this package. */
  package?: Package;
}

const PAUSE_MS = 500;

/** Not there yet, or not yet as it has to be: a database, a role, its password, a schema, a function, a right. */
const NOT_YET =
  /^(3D000|3F000|42883|42P01|42501|28000|28P01|57P03|08...|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ENOENT|ETIMEDOUT|CONNECT_TIMEOUT|CONNECTION_\w+)$/;

/**
 * Waits until a database is installed that serves this server, for as long as it is told to.
 *
 * @param url - connection string of any door.
 * @param patience - see {@link Patience}.
 * @throws Error with a sentence for the operator: what is there does not serve this server, or nothing came in time.
 */
export async function awaitInstallation(url: string, { waitSeconds, tell, ...of }: Patience): Promise<void> {
  const deadline = performance.now() + waitSeconds * 1000;
  for (let told = false; ; told = true) {
    const standing = await ask(url, of.package ?? THIS_PACKAGE);
    if (standing.status === 'ready') {
      if (standing.notice) tell(standing.notice);
      return;
    }
    if (standing.status === 'refused' || performance.now() >= deadline) throw new Error(standing.sentence);
    if (!told) tell(`waiting up to ${waitSeconds} s: ${standing.sentence}`);
    await sleep(PAUSE_MS);
  }
}

async function ask(url: string, server: Package): Promise<Standing> {
  const route = new Route(url, 'issuer');
  // Whatever is in between: one statement, of which nothing depends on settings.
  route.ignored();
  const sql = openSql(route, 'rowseal start');
  try {
    return standingOf(only(await sql<InstalledContract[]>`select * from rowseal.installed_version()`), server);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!NOT_YET.test(code)) throw error;
    const { message } = error as Error;
    const isRefused = code === '28P01' || code === '28000';
    const why = isRefused ? `${message}, or ROWSEAL_MASTER_KEY is not this installation's` : message;
    return { status: 'outdated', sentence: `Rowseal is not installed in the database (${why}): run rowseal migrate` };
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/**
 * What a database's version means for a server.
 *
 * @param installed - as the database says.
 * @param server - which server.
 */
export function standingOf(installed: InstalledContract, server: Package): Standing {
  const { version, contract, oldest_contract } = installed;
  if (version === null || contract === null || oldest_contract === null)
    return { status: 'outdated', sentence: 'Rowseal is not installed in the database: run rowseal migrate' };
  if (oldest_contract > server.contract)
    return {
      status: 'refused',
      sentence: `Rowseal ${version} is installed in the database and no longer serves ${server.version}: use ${version}`,
    };
  if (contract < server.contract)
    return {
      status: 'outdated',
      sentence: `Rowseal ${version} is installed in the database, and ${server.version} needs a newer one: run rowseal migrate`,
    };
  if (semver.eq(version, server.version)) return { status: 'ready' };
  const next = semver.lt(version, server.version) ? '; to upgrade it: rowseal migrate' : '';
  return {
    status: 'ready',
    notice: `Rowseal ${version} is installed in the database; this server, ${server.version}, keeps using it${next}`,
  };
}
