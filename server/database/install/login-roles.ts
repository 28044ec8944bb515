import { createHash, hkdfSync } from 'node:crypto';
import postgres from 'postgres';
import { scramVerifier } from '../scram.ts';
import { postgresJsOptions, withRole } from '../url.ts';
import type { Doors } from './install.ts';

const ROLES = ['rowseal_gateway', 'rowseal_issuer', 'rowseal_worker'] as const;

/**
 * Makes the login roles reachable with passwords derived from the master key, so that every server knows them and none stores them.
 * Where the server lets a role in already (embedded, peer or certificate authentication) nothing is written.
 *
 * @param admin - a connection that may alter the roles.
 * @param adminUrl - where to try the doors.
 * @param masterKey - 32 bytes or more.
 * @throws Error when the roles carry passwords of another master key.
 */
export async function ensureLoginRoles(admin: postgres.Sql, adminUrl: string, masterKey: Uint8Array): Promise<Doors> {
  for (const role of ROLES) {
    if (!(await lets(doorUrl(adminUrl, masterKey, role)))) await setPassword(admin, role, masterKey);
  }
  return doorUrls(adminUrl, masterKey);
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

function doorUrl(adminUrl: string, masterKey: Uint8Array, role: (typeof ROLES)[number]): string {
  return withRole(adminUrl, role, rolePassword(masterKey, role));
}

function rolePassword(masterKey: Uint8Array, role: string): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `rowseal password of ${role}`, 32)).toString('base64url');
}

async function lets(url: string): Promise<boolean> {
  const [href, host] = postgresJsOptions(url);
  const sql = postgres(href, { ...host, max: 1, onnotice: () => {} });
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
  // Roles are the cluster's: a second installation with another master key would lock the first one out.
  const mark = `Rowseal: password derived from master key ${createHash('sha256').update(masterKey).digest('hex').slice(0, 12)}`;
  const [found] = await admin<
    { mark: string | null }[]
  >`select shobj_description(${role}::regrole, 'pg_authid') as mark`;
  if (found?.mark && found.mark !== mark) {
    throw new Error(
      `role ${role} belongs to an installation with another ROWSEAL_MASTER_KEY; use the same key, or release the role with: comment on role ${role} is null`,
    );
  }
  // Derived too, so that all servers write the same.
  const salt = Buffer.from(hkdfSync('sha256', masterKey, '', `rowseal salt of ${role}`, 16));
  const verifier = scramVerifier(rolePassword(masterKey, role), salt);
  await admin.unsafe(`alter role ${role} password '${verifier}'; comment on role ${role} is '${mark}'`);
}
