import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, vi } from 'vitest';
import { deriveKey } from '#server/credentials/password-derivation.ts';
import type { PasswordParameters } from '#server/database/password-functions.ts';
import type { Call, Holder, Outcome, World } from './world.ts';

/** A holder's access token at work in a workspace. */
export const as = ({ accessToken }: Holder, workspace = 'acme'): Call => ({ token: accessToken, workspace });

/** A holder's personal access token at work. */
export const script = ({ personalToken }: Holder): Call => ({ token: personalToken });

/** A token without its last character. */
export const cut = (token: string) => token.slice(0, -1);

/** A token with another character at a place, counted from its end where that is negative. */
export const swap = (token: string, at: number) =>
  token.slice(0, at) + (token.at(at) === 'A' ? 'B' : 'A') + token.slice(at + 1);

/** A token that is whole, and that nobody has made. */
export function guess(prefix: 'rsr_' | 'rsp_', payload = randomBytes(prefix === 'rsr_' ? 86 : 65)): string {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(payload, crc32(prefix)));
  return prefix + Buffer.concat([payload, checksum]).toString('base64url');
}

/** A refresh token with another secret, for the same session. */
export function forge(token: string): string {
  const payload = Buffer.from(token.slice(4), 'base64url').subarray(0, -4);
  return guess('rsr_', Buffer.concat([payload.subarray(0, 36), randomBytes(32), payload.subarray(68)]));
}

/** The id that a token is found by, after that of its owner. */
export const idOf = (token: string) => Buffer.from(token.slice(4), 'base64url').toString('hex', 16, 32);

/** What the server derives from a password for an address: as good as the password, and taken down. */
export async function keyOf({ admin, secrets }: World, email: string, password: string): Promise<Buffer> {
  const [parameters] = await admin<PasswordParameters[]>`select * from rowseal_private.password_challenge(${email})`;
  if (!parameters) throw new Error('every address has a challenge');
  const key = Buffer.from(await deriveKey(password, parameters));
  secrets.add('key derived from a password', key);
  return key;
}

/** Registers an account over HTTP. */
export async function register(world: World, email: string, password: string): Promise<Outcome> {
  const status = await world.post('/v1/auth/register', { email, password });
  await keyOf(world, email, password); // not before: the account has a salt of its own
  return status;
}

/** Logs in over HTTP with a password, and keeps the access token. */
export async function logIn(world: World, holder: Holder): Promise<Outcome> {
  const { email, password } = holder;
  await keyOf(world, email, password);
  const status = await world.post('/v1/auth/token', { provider: 'password', email, password });
  holder.accessToken = world.latest.access_token ?? holder.accessToken;
  return status;
}

/** Logs in at the issuer's door, and keeps the refresh token. */
export async function openSession(world: World, holder: Holder, scope: string | null = null): Promise<Outcome> {
  const status = await world.issue(
    `select status, refresh_token from rowseal_private.log_in('password', $1, $2, scope => $3)`,
    [holder.email, await keyOf(world, holder.email, holder.password), scope],
  );
  holder.refreshToken = world.latest[0]?.refresh_token ?? holder.refreshToken;
  return status;
}

/** Exchanges a refresh token at the issuer's door; the holder keeps the successor. */
export async function refresh(world: World, holder: Holder, token = holder.refreshToken): Promise<Outcome> {
  const status = await world.issue('select status, refresh_token from rowseal_private.refresh_session($1)', [token]);
  if (status === 'rotated') {
    holder.refreshToken = world.latest[0].refresh_token;
    holder.spentTokens.push(token);
  }
  return status;
}

/** While an administrator holds all sessions, a rotation waits, is seen waiting, and gives up. */
export function refreshInVain(world: World): Promise<Outcome> {
  return world.admin.begin(async (sql) => {
    await sql`select from rowseal_private.sessions for update`;
    await world.issue(`select set_config('lock_timeout', '200ms', false)`);
    const outcome = refresh(world, world.ada);
    await vi.waitFor(async () => {
      await world.lookAround();
      expect(world.seen()).toContain(',Lock,');
    });
    return outcome;
  });
}

/** Makes a personal access token in SQL, which the holder keeps. */
export async function makeToken(world: World, holder: Holder, networks: string[] | null = null): Promise<Outcome> {
  const text = `select token from rowseal.create_token('script', now() + interval '1 day', null, $1)`;
  return keep(world, holder, await world.ask(holder.accessToken, 'acme', text, [networks]));
}

/** Gives the holder's personal access token a new secret. */
export async function renewToken(world: World, holder: Holder): Promise<Outcome> {
  const text = `select token from rowseal.rotate_token($1, now() + interval '1 day')`;
  return keep(world, holder, await world.ask(holder.accessToken, 'acme', text, [idOf(holder.personalToken)]));
}

function keep({ latest }: World, holder: Holder, outcome: Outcome): Outcome {
  if (outcome === 'ok') holder.personalToken = latest[0].token;
  return outcome;
}

/** Makes Ada the owner of acme, and Gus of globex. */
export async function makeWorkspaces({ admin, ada, gus }: World): Promise<Outcome> {
  const owners = { acme: ada, globex: gus };
  for (const [slug, { email }] of Object.entries(owners)) {
    await admin`
      with made as (insert into rowseal.workspaces (slug, name) values (${slug}, ${slug}) returning id)
      insert into rowseal.memberships (workspace_id, user_id, role)
      select made.id, users.id, 'owner' from made, rowseal.users where users.email = ${email}`;
  }
  return 'ok';
}
