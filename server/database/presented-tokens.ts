import type { PresentedRefreshToken } from '../credentials/refresh-tokens.ts';
import type { PresentedToken } from '../credentials/token-format.ts';

/**
 * rowseal_private.presented_token as PostgreSQL reads it; null: nothing that is whole was presented.
 *
 * @param token - as it was taken apart.
 */
export function tokenRow(token: PresentedToken | undefined): string | null {
  return token ? `(${token.ownerId},${token.id},${bytea(token.digest)})` : null;
}

/**
 * rowseal_private.presented_refresh_token as PostgreSQL reads it; null: nothing that is whole was presented.
 *
 * @param token - as it was taken apart.
 */
export function refreshTokenRow(token: PresentedRefreshToken | undefined): string | null {
  if (!token) return null;
  const { userId, sessionId, generation, digest, successorDigest, authentic } = token;
  return `(${[userId, sessionId, generation, bytea(digest), bytea(successorDigest), authentic].join()})`;
}

/**
 * Bytes as a field of a row's text: quoted, because a backslash alone would escape what follows it.
 *
 * @param bytes - of any length.
 */
export function bytea(bytes: Uint8Array): string {
  return `"\\\\x${Buffer.from(bytes).toString('hex')}"`;
}
