import { createHash, hkdfSync } from 'node:crypto';
import postgres from 'postgres';
import { postgresOptions } from '../database/drivers.ts';
import { scramVerifier } from '../database/scram.ts';
import { completedUrl, withRole } from '../database/url.ts';
import type { Doors } from './install.ts';

const ROLE_OF = {
  gatewayUrl: 'rowseal_gateway',
  issuerUrl: 'rowseal_issuer',
  workerUrl: 'rowseal_worker',
} as const satisfies Record<keyof Doors, string>;
const ROLES = Object.values(ROLE_OF);

/**
 * Makes the login roles reachable with passwords derived from the master key, so that every server knows them and none stores them.
 * Where the server lets a role in already (embedded, peer or certificate authentication) nothing is written.
 *
 * @param admin - a connection that may alter the roles.
 * @param adminUrl - where to try the doors.
 * @param masterKey - 32 bytes or more.
 */
export async function ensureLoginRoles(admin: postgres.Sql, adminUrl: string, masterKey: Uint8Array): Promise<void> {
  for (const role of ROLES) {
    if (!(await lets(doorUrl(adminUrl, masterKey, role)))) await setPassword(admin, role, masterKey);
  }
}

/**
 * Refuses a master key that is not the installation's, before anything is changed.
 *
 * @param admin - an administrator's connection.
 * @param adminUrl - where to try the doors.
 * @param masterKey - as configured.
 * @throws Error when the roles carry passwords of another master key.
 */
export async function refuseAnotherKey(admin: postgres.Sql, adminUrl: string, masterKey: Uint8Array): Promise<void> {
  for (const role of ROLES) {
    const found = await markOf(admin, role);
    if (found && found !== markFor(masterKey) && !(await lets(doorUrl(adminUrl, masterKey, role))))
      throw new Error(
        `role ${role} belongs to an installation with another ROWSEAL_MASTER_KEY; use the same key, or release the role with: comment on role ${role} is null`,
      );
  }
}

/** Roles are the cluster's: a second installation with another master key would lock the first one out. */
function markFor(masterKey: Uint8Array): string {
  return `Rowseal: password derived from master key ${createHash('sha256').update(masterKey).digest('hex').slice(0, 12)}`;
}

async function markOf(admin: postgres.Sql, role: string): Promise<string | null | undefined> {
  const [found] = await admin<{ mark: string | null }[]>`
    select pg_catalog.shobj_description(oid, 'pg_authid') as mark from pg_catalog.pg_roles where rolname = ${role}`;
  return found?.mark;
}

/**
 * The doors of an installation that is there: nothing is looked up or changed.
 *
 * @param adminUrl - an administrator's connection string.
 * @param masterKey - the installation's.
 */
export function doorUrls(adminUrl: string, masterKey: Uint8Array): Doors {
  return {
    gatewayUrl: doorUrl(adminUrl, masterKey, 'rowseal_gateway'),
    issuerUrl: doorUrl(adminUrl, masterKey, 'rowseal_issuer'),
    workerUrl: doorUrl(adminUrl, masterKey, 'rowseal_worker'),
  };
}

/**
 * A door as an operator wrote it, with what it leaves out: the role, and the password that is derived from the master key.
 *
 * @param url - a connection string.
 * @param door - which one.
 * @param masterKey - the installation's.
 */
export function completedDoor(url: string, door: keyof Doors, masterKey: Uint8Array): string {
  return completedUrl(url, ROLE_OF[door], rolePassword(masterKey, ROLE_OF[door]));
}

function doorUrl(adminUrl: string, masterKey: Uint8Array, role: (typeof ROLES)[number]): string {
  return withRole(adminUrl, role, rolePassword(masterKey, role));
}

function rolePassword(masterKey: Uint8Array, role: string): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `rowseal password of ${role}`, 32)).toString('base64url');
}

async function lets(url: string): Promise<boolean> {
  const sql = postgres({ ...postgresOptions(url), max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await sql`select`;
    return true;
  } catch (error) {
    // 28P01 wrong password, 28000 refused; SASL_* and the driver's own codes: no password where one is asked for.
    if (error instanceof Error && 'code' in error && /^(28|SASL)/.test(String(error.code))) return false;
    throw error;
  } finally {
    await sql.end();
  }
}

async function setPassword(admin: postgres.Sql, role: string, masterKey: Uint8Array): Promise<void> {
  const salt = Buffer.from(hkdfSync('sha256', masterKey, '', `rowseal salt of ${role}`, 16));
  const verifier = scramVerifier(rolePassword(masterKey, role), salt);
  await admin.unsafe(`alter role ${role} password '${verifier}'; comment on role ${role} is '${markFor(masterKey)}'`);
}
