import type postgres from 'postgres';
import { refreshTokens } from '#server/credentials/refresh-tokens.ts';
import { presentedToken, type TokenPrefix } from '#server/credentials/token-format.ts';
import { refreshTokenRow, tokenRow } from '#server/database/presented-tokens.ts';
import type { SealedClaims } from '#server/database/sealed-claims.ts';
import { TEST_MASTER_KEY } from './master-key.ts';

/** Refresh tokens of test installations. */
export const testRefreshTokens = refreshTokens(TEST_MASTER_KEY);

/**
 * What a server of a test installation tells the database of a token.
 *
 * @param token - of any kind, whole or not.
 */
export function rowOf(token: string): string | null {
  const prefix = token.slice(0, 4) as TokenPrefix;
  if (prefix === 'rsr_') return refreshTokenRow(testRefreshTokens.presented(token));
  return ['rsp_', 'rsc_', 'rsi_', 'rsv_'].includes(prefix) ? tokenRow(presentedToken(prefix, token)) : null;
}

/** What came of presenting a refresh token. */
export interface Refreshed {
  status: string;
  claims: SealedClaims;
  /** The successor, where there is one. */
  refresh_token: string | null;
}

/**
 * Presents a refresh token at the issuer's door, as a server does.
 *
 * @param sql - connections of rowseal_issuer.
 * @param token - rsr_…
 * @param from - the network and the browser that it comes from.
 */
export async function refreshAt(
  sql: postgres.ISql,
  token: string,
  from: { ip?: string; userAgent?: string } = {},
): Promise<Refreshed> {
  const presented = testRefreshTokens.presented(token);
  const [row] = await sql<({ status: string } & SealedClaims)[]>`
    select status, (claims).* from rowseal_private.refresh_session(
      ${refreshTokenRow(presented)}, ${from.ip ?? null}, ${from.userAgent ?? null}
    )`;
  if (!row) throw new Error('refresh_session returned nothing');
  const { status, ...claims } = row;
  const succeeded = status === 'rotated' || status === 'retried';
  return { status, claims, refresh_token: succeeded && presented ? presented.successor() : null };
}

/**
 * Logs in at the issuer's door with a key derived from a password, as a server does.
 *
 * @param sql - connections of rowseal_issuer.
 * @param address - whose.
 * @param key - 32 bytes.
 */
export async function logInAt(sql: postgres.ISql, address: string, key: Buffer): Promise<Refreshed> {
  const first = testRefreshTokens.first();
  const [row] = await sql<({ status: string } & SealedClaims)[]>`
    select status, (claims).* from rowseal_private.log_in('password', ${address}, ${key}, refresh_digest => ${first.digest})`;
  if (!row) throw new Error('log_in returned nothing');
  const { status, ...claims } = row;
  return { status, claims, refresh_token: status === 'ok' ? first.of(claims) : null };
}
