import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { decodeJwt } from 'jose';
import { expect, vi } from 'vitest';
import { deriveKey } from '#server/credentials/password-derivation.ts';
import { type PresentedToken, presentedToken } from '#server/credentials/token-format.ts';
import type { PasswordParameters } from '#server/database/password-functions.ts';
import { refreshTokenRow } from '#server/database/presented-tokens.ts';
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
  const first = world.refreshTokens.first();
  const status = await world.issue(
    `select status, (claims).* from rowseal_private.log_in('password', $1, $2, scope => $3, refresh_digest => $4)`,
    [holder.email, await keyOf(world, holder.email, holder.password), scope, first.digest],
  );
  if (status === 'ok') holder.refreshToken = noted(world, first.of(world.latest[0]));
  return status;
}

/** Exchanges a refresh token at the issuer's door; the holder keeps the successor. */
export async function refresh(world: World, holder: Holder, token = holder.refreshToken): Promise<Outcome> {
  const presented = world.refreshTokens.presented(noted(world, token));
  const status = await world.issue('select status from rowseal_private.refresh_session($1)', [
    refreshTokenRow(presented),
  ]);
  if (status === 'rotated' && presented) {
    holder.refreshToken = noted(world, presented.successor());
    holder.spentTokens.push(token);
  }
  return status;
}

/** A token, taken down. */
function noted({ secrets }: World, token: string): string {
  secrets.note(token);
  return token;
}

/** Exchanges a refresh token from somewhere; nobody keeps the successor. */
export function refreshFrom(world: World, { refreshToken }: Holder, ip: string): Promise<Outcome> {
  const presented = world.refreshTokens.presented(refreshToken);
  return world.issue('select status from rowseal_private.refresh_session($1, $2)', [refreshTokenRow(presented), ip]);
}

/** What a server tells of a personal access token. */
export function argumentsOf(token: string): unknown[] {
  const { ownerId, id, digest } = presentedToken('rsp_', token) as PresentedToken;
  return [ownerId, id, digest];
}

/** While an administrator holds all sessions, a rotation waits, is seen waiting, and gives up. */
export function refreshInVain(world: World): Promise<Outcome> {
  return world.admin.begin(async (sql) => {
    await sql`select from rowseal_private.sessions for update`;
    await world.issue(`select set_config('lock_timeout', '200ms', false)`);
    const outcome = refresh(world, world.ada);
    await vi.waitFor(
      async () => {
        await world.lookAround();
        expect(world.seen()).toContain(',Lock,');
      },
      { timeout: 60_000 },
    );
    return outcome;
  });
}

/** Makes a personal access token in SQL, which the holder keeps. */
export async function makeToken(world: World, holder: Holder, networks: string[] | null = null): Promise<Outcome> {
  const text = `
    select 'made' as status, token
      from rowseal_private.create_token(${CLAIMS}, 'acme', 'script', now() + interval '1 day', null, $6::cidr[])`;
  const values = [...claimsOf(holder.accessToken), networks && `{${networks}}`];
  return keep(world, holder, await world.issue(text, values));
}

/** Gives the holder's personal access token a new secret. */
export async function renewToken(world: World, holder: Holder): Promise<Outcome> {
  const text = `
    select 'made' as status, rowseal_private.rotate_token(${CLAIMS}, 'acme', $6, now() + interval '1 day') as token`;
  const values = [...claimsOf(holder.accessToken), idOf(holder.personalToken)];
  return keep(world, holder, await world.issue(text, values));
}

/** The claims of an access token that is limited in nothing, of the first five parameters. */
const CLAIMS = `row($1::uuid, $2::uuid, null::uuid, null::text, $3::bigint, $4::text, $5::bytea)::rowseal_private.claims`;

function claimsOf(token: string): (string | Buffer)[] {
  const { sub, sid, exp, seal_key, seal } = decodeJwt<Record<'sub' | 'sid' | 'seal_key' | 'seal', string>>(token);
  return [sub, sid, String(exp), seal_key, Buffer.from(seal, 'hex')];
}

function keep({ latest }: World, holder: Holder, outcome: Outcome): Outcome {
  if (outcome === 'made') holder.personalToken = latest[0].token;
  return outcome === 'made' ? 'ok' : outcome;
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
