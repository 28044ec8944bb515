import type { ClaimsEntry, Entry } from '../database/entry.ts';
import { Problem } from '../http/problem.ts';
import type { VerifiedClaims } from './access-tokens.ts';
import { presentedToken } from './token-format.ts';

/** Where a request comes from, and where it wants to work: see {@link Entry}. */
export type Wish = Pick<ClaimsEntry, 'wanted' | 'ip' | 'request_id'>;

/**
 * The token of an Authorization header (RFC 6750 section 2.1).
 *
 * @param authorization - the header; null or undefined: it is absent.
 * @throws Problem authentication_required, invalid_token.
 */
export function bearerToken(authorization: string | null | undefined): string {
  if (typeof authorization !== 'string') throw new Problem('authentication_required');
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new Problem('invalid_token');
  return token;
}

/**
 * On whose behalf the bearer of a credential runs statements. Whether they may is the database's to say.
 *
 * @param token - an access token (JWT), a personal access token (rsp_…) or a key of a service (rss_…).
 * @param wish - see {@link Wish}.
 * @param verify - checks an access token by its signature.
 * @throws Problem invalid_token.
 */
export async function presentedEntry(
  token: string,
  wish: Wish,
  verify: (token: string) => Promise<VerifiedClaims>,
): Promise<Entry> {
  const prefix = (['rsp_', 'rss_'] as const).find((known) => token.startsWith(known));
  if (prefix) {
    const presented = presentedToken(prefix, token);
    if (!presented) throw new Problem('invalid_token');
    const { ownerId, id, digest } = presented;
    return { user_id: ownerId, token_id: id, digest: digest.toString('hex'), ...wish };
  }
  const { sub, sid, workspace, scope, exp, seal_key, seal } = await verify(token);
  return { sub, sid, workspace, scope, exp: String(exp), seal_key, seal, ...wish };
}
