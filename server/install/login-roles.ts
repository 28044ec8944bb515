import { createHash, hkdfSync } from 'node:crypto';
import type postgres from 'postgres';
import { eachKey, isFormerLeft, type MasterKeys, ofEach } from '../credentials/master-keys.ts';
import { letsIn } from '../database/drivers.ts';
import { scramVerifier } from '../database/scram.ts';
import { completedUrl, withRole } from '../database/url.ts';
import type { Doors } from './install.ts';

const ROLE_OF = {
  gatewayUrl: 'rowseal_gateway',
  issuerUrl: 'rowseal_issuer',
  workerUrl: 'rowseal_worker',
} as const satisfies Record<keyof Doors, string>;
const ROLES = Object.values(ROLE_OF);
type Role = (typeof ROLES)[number];

/**
 * Makes the login roles reachable with passwords derived from the master key, so that every server knows them and none stores them.
 * Where the server lets a role in already (embedded, peer or certificate authentication) nothing is written.
 *
 * @param admin - a connection that may alter the roles.
 * @param adminUrl - where to try the doors.
 * @param masterKey - of the installation. A password that is derived from the next key stays.
 * @param isFormerKept - whether one that is derived from the former key does too.
 */
export async function ensureLoginRoles(
  admin: postgres.Sql,
  adminUrl: string,
  masterKey: MasterKeys,
  isFormerKept = false,
): Promise<void> {
  const [current, other] = eachKey(masterKey);
  const lets = (key: Uint8Array, role: Role) => letsIn(doorUrl(adminUrl, key, role));
  for (const role of ROLES) {
    if (await lets(current, role)) continue;
    const isKept = isFormerKept || !isFormerLeft(masterKey);
    if (isKept && other !== undefined && (await lets(other, role))) continue;
    await setPassword(admin, role, current);
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
export async function refuseAnotherKey(admin: postgres.Sql, adminUrl: string, masterKey: MasterKeys): Promise<void> {
  for (const role of ROLES) {
    const found = await markOf(admin, role);
    if (!found || ofEach(masterKey, markFor).includes(found)) continue;
    const accepted = await Promise.all(ofEach(masterKey, (key) => letsIn(doorUrl(adminUrl, key, role))));
    if (!accepted.includes(true))
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
export function doorUrls(adminUrl: string, masterKey: MasterKeys): Doors {
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
export function completedDoor(url: string, door: keyof Doors, masterKey: MasterKeys): string {
  const [password, other] = ofEach(masterKey, (key) => rolePassword(key, ROLE_OF[door]));
  return completedUrl(url, ROLE_OF[door], password, other);
}

function doorUrl(adminUrl: string, masterKey: MasterKeys, role: Role): string {
  const [password, other] = ofEach(masterKey, (key) => rolePassword(key, role));
  return withRole(adminUrl, role, password, other);
}

function rolePassword(masterKey: Uint8Array, role: string): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `rowseal password of ${role}`, 32)).toString('base64url');
}

async function setPassword(admin: postgres.Sql, role: string, masterKey: Uint8Array): Promise<void> {
  const salt = Buffer.from(hkdfSync('sha256', masterKey, '', `rowseal salt of ${role}`, 16));
  const verifier = scramVerifier(rolePassword(masterKey, role), salt);
  await admin.unsafe(`alter role ${role} password '${verifier}'; comment on role ${role} is '${markFor(masterKey)}'`);
}
