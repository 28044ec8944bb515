import type { ClaimsEntry } from './entry.ts';

/** Sealed claims as the database hands them out (rowseal_private.claims). */
export interface SealedClaims {
  sub: string;
  sid: string;
  workspace: string | null;
  scope: string | null;
  /** Seconds since 1970. */
  exp: number;
  seal_key: string;
  seal: Buffer;
}

/** Sealed claims to make an access token of. */
export interface IssuedClaims extends SealedClaims {
  /** When the database issued them, in seconds since 1970. */
  iat: number;
}

/**
 * For how long issued claims hold, in seconds, by the one clock that says both ends.
 *
 * @param claims - as issued.
 */
export function lifetimeOf({ iat, exp }: Pick<IssuedClaims, 'iat' | 'exp'>): number {
  return Math.max(0, exp - iat);
}

/**
 * Sealed claims as an entry.
 *
 * @param claims - as the database sealed them.
 * @param wanted - id or slug of the workspace to work in.
 * @param from - where the request comes from.
 */
export function entryOf(
  claims: SealedClaims,
  wanted?: string,
  from?: Pick<ClaimsEntry, 'ip' | 'request_id'>,
): ClaimsEntry {
  const { sub, sid, workspace, scope, exp, seal_key, seal } = claims;
  return {
    sub,
    sid,
    workspace: workspace ?? undefined,
    scope: scope ?? undefined,
    exp: String(exp),
    seal_key,
    seal: seal.toString('hex'),
    wanted,
    ...from,
  };
}
