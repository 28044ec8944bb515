import type { FastifyRequest } from 'fastify';
import { isWholeToken } from '../credentials/token-format.ts';
import type { ClaimsEntry } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import type { SealedClaims } from '../database/sealed-claims.ts';
import { refreshTokenOf } from '../http/refresh-cookie.ts';

/** Tells on whose behalf a page of ours runs. */
export type BrowserSession = (request: FastifyRequest) => Promise<ClaimsEntry | undefined>;

/**
 * Who is signed in in the browser that asks for a page: entries for the gateway from the refresh cookie, which stays as it is.
 *
 * @param issuer - judges the cookie.
 */
export function browserSession(issuer: Issuer): BrowserSession {
  return async (request) => {
    const token = refreshTokenOf(request);
    if (token === undefined || !isWholeToken('rsr_', token)) return undefined;
    const claims = await issuer.browserClaims(token);
    if (claims) request.limits?.accept(`session ${claims.sid}`);
    return claims && entryOf(claims, undefined);
  };
}

/**
 * Sealed claims as an entry.
 *
 * @param claims - as the database sealed them.
 * @param wanted - id or slug of the workspace to work in.
 */
export function entryOf(claims: SealedClaims, wanted: string | undefined): ClaimsEntry {
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
  };
}
