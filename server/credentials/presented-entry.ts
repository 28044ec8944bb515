import type { ClaimsEntry, Entry } from '../database/entry.ts';
import { Problem } from '../http/problem.ts';
import type { VerifiedClaims } from './access-tokens.ts';
import { presentedToken } from './token-format.ts';

/** Where a request comes from, and where it wants to work: see {@link Entry}. */
export type Wish = Pick<ClaimsEntry, 'wanted' | 'ip' | 'request_id'>;

/**
 * On whose behalf the bearer of a credential runs statements. Whether they may is the database's to say.
 *
 * @param token - an access token (JWT) or a personal access token (rsp_…).
 * @param wish - see {@link Wish}.
 * @param verify - checks an access token by its signature.
 * @throws Problem invalid_token.
 */
export async function presentedEntry(
  token: string,
  wish: Wish,
  verify: (token: string) => Promise<VerifiedClaims>,
): Promise<Entry> {
  if (token.startsWith('rsp_')) {
    const presented = presentedToken('rsp_', token);
    if (!presented) throw new Problem('invalid_token');
    const { ownerId, id, digest } = presented;
    return { user_id: ownerId, token_id: id, digest: digest.toString('hex'), ...wish };
  }
  const { sub, sid, workspace, scope, exp, seal_key, seal } = await verify(token);
  return { sub, sid, workspace, scope, exp: String(exp), seal_key, seal, ...wish };
}
