import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type postgres from 'postgres';
import { deriveKey } from '../server/credentials/password-derivation.ts';
import { openGateway } from '../server/database/gateway.ts';
import { type Issuer, openIssuer } from '../server/database/issuer.ts';
import { entryOf } from '../server/database/sealed-claims.ts';
import { passwordProvider } from '../server/idp/password.ts';
import { inTransaction, openAdministrator } from '../server/install/administrator.ts';
import type { Doors } from '../server/install/install.ts';
import { DEMO_ACCOUNTS, DEMO_NOTES, DEMO_PASSWORD } from './accounts.ts';

const LOOPBACK = '127.0.0.1';

/**
 * Fills an empty installation with the demo's people, workspaces and notes. Accounts are created by an administrator, so that no throttle and no
 * setting of registration stands in the way of a start; notes are written by people who have logged in. Does nothing where the demo's first account
 * exists.
 *
 * @param adminUrl - an administrator's connection string, for accounts, workspaces and memberships.
 * @param doors - the two doors.
 */
export async function seedDemo(
  adminUrl: string,
  { issuerUrl, gatewayUrl }: Pick<Doors, 'issuerUrl' | 'gatewayUrl'>,
): Promise<void> {
  // No refresh token that it makes outlives it, so that any key will do.
  const issuer = openIssuer(issuerUrl, randomBytes(32), { max: 1 });
  const gateway = openGateway(gatewayUrl, { max: 1 });
  try {
    if (!(await createPeople(adminUrl, issuer))) return;
    for (const { workspace, email, count } of DEMO_NOTES) {
      const { entry, refreshToken } = await logIn(issuer, email, workspace);
      await gateway.query(entry, {
        text: `insert into app.notes (title, body)
               select format('%s note %s', $1::text, n), 'Written by ' || $2::text from generate_series(1, $3::int) as n`,
        values: [workspace, email, count],
      });
      await issuer.logOut(refreshToken, { ip: LOOPBACK });
    }
  } finally {
    await Promise.all([issuer.close(), gateway.close()]);
  }
}

/** Creates all accounts and workspaces, or none where the first account exists. Their addresses are nobody's, so nobody is asked to confirm them. */
async function createPeople(adminUrl: string, issuer: Issuer): Promise<boolean> {
  const admin = await openAdministrator(adminUrl);
  try {
    return await inTransaction(admin, async () => {
      await admin`set local role rowseal_owner`;
      for (const { email, name } of DEMO_ACCOUNTS) {
        if (!(await createAccount(admin, issuer, email, name))) return false;
      }
      await admin.unsafe(await readFile(path.join(import.meta.dirname, 'workspaces.sql'), 'utf8'));
      return true;
    });
  } finally {
    await admin.end();
  }
}

async function createAccount(sql: postgres.Sql, issuer: Issuer, email: string, name: string) {
  const parameters = await issuer.passwordPolicy();
  const { salt, memory_kib, iterations, parallelism } = parameters;
  const key = await deriveKey(DEMO_PASSWORD, parameters);
  const [account] = await sql<{ id: string | null }[]>`
    select rowseal_private.create_account(
      ${email}, ${name}, row(${salt}, ${Buffer.from(key)}, ${memory_kib}, ${iterations}, ${parallelism}), verified => true
    ) as id`;
  return account?.id != null;
}

async function logIn(issuer: Issuer, email: string, workspace: string) {
  const from = { ip: LOOPBACK, devices: null };
  const input = { email, password: DEMO_PASSWORD };
  const { subject, proof } = await passwordProvider(issuer).complete({ input, from });
  const outcome = await issuer.logIn({
    provider: 'password',
    subject,
    proof,
    workspace,
    scope: undefined,
    ...from,
    deviceDigest: null,
    userAgent: 'demo seed',
  });
  if (outcome.status !== 'ok') throw new Error(`the demo account ${email} cannot log in: ${outcome.status}`);
  return { entry: entryOf(outcome.claims), refreshToken: outcome.refreshToken };
}
