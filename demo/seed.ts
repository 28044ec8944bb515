import { readFile } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { deriveKey } from '../server/credentials/password-derivation.ts';
import { type ClaimsEntry, openGateway } from '../server/database/gateway.ts';
import type { Doors } from '../server/database/install/install.ts';
import { type Issuer, openIssuer } from '../server/database/issuer.ts';
import { postgresJsOptions } from '../server/database/url.ts';
import { passwordProvider } from '../server/idp/password.ts';
import { DEMO_ACCOUNTS, DEMO_NOTES, DEMO_PASSWORD } from './accounts.ts';

const LOOPBACK = '127.0.0.1';

/**
 * Fills an empty installation with the demo's people, workspaces and notes, the way clients would: accounts register, and notes are
 * written by people who have logged in. Does nothing where the demo's first account exists.
 *
 * @param adminUrl - an administrator's connection string, for what has no function yet: workspaces and memberships.
 * @param doors - the two doors.
 */
export async function seedDemo(
  adminUrl: string,
  { issuerUrl, gatewayUrl }: Pick<Doors, 'issuerUrl' | 'gatewayUrl'>,
): Promise<void> {
  const issuer = openIssuer(issuerUrl, { max: 1 });
  const gateway = openGateway(gatewayUrl, { max: 1 });
  try {
    const outcomes = await Promise.all(DEMO_ACCOUNTS.map(({ email, name }) => register(issuer, email, name)));
    if (outcomes.some(({ status }) => status === 'taken')) return;
    await createWorkspaces(adminUrl);
    for (const { workspace, email, count } of DEMO_NOTES) {
      const { entry, refreshToken } = await logIn(issuer, email, workspace);
      await gateway.query(entry, {
        text: `insert into app.notes (title, body)
               select format('%s note %s', $1::text, n), 'Written by ' || $2::text from generate_series(1, $3::int) as n`,
        values: [workspace, email, count],
      });
      await issuer.logOut(refreshToken, LOOPBACK);
    }
  } finally {
    await Promise.all([issuer.close(), gateway.close()]);
  }
}

async function register(issuer: Issuer, address: string, name: string) {
  const parameters = await issuer.passwordPolicy();
  const key = await deriveKey(DEMO_PASSWORD, parameters);
  return issuer.registerWithPassword({ address, name, ip: LOOPBACK, key, ...parameters });
}

async function createWorkspaces(adminUrl: string): Promise<void> {
  const [href, host] = postgresJsOptions(adminUrl);
  const admin = postgres(href, { ...host, max: 1, onnotice: () => {} });
  try {
    await admin.unsafe('set role rowseal_owner');
    await admin.unsafe(await readFile(path.join(import.meta.dirname, 'workspaces.sql'), 'utf8'));
  } finally {
    await admin.end();
  }
}

async function logIn(issuer: Issuer, email: string, workspace: string) {
  const { subject, proof } = await passwordProvider(issuer).complete({ email, password: DEMO_PASSWORD });
  const outcome = await issuer.logIn({
    provider: 'password',
    subject,
    proof,
    workspace,
    scope: undefined,
    ip: LOOPBACK,
    userAgent: 'demo seed',
  });
  if (outcome.status !== 'ok') throw new Error(`the demo account ${email} cannot log in: ${outcome.status}`);
  const { sub, sid, exp, seal_key, seal, workspace: bound } = outcome.claims;
  const entry: ClaimsEntry = {
    sub,
    sid,
    workspace: bound ?? undefined,
    scope: undefined,
    exp: String(exp),
    seal_key,
    seal: seal.toString('hex'),
    wanted: undefined,
  };
  return { entry, refreshToken: outcome.refreshToken };
}
