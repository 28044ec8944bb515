import type { FastifyRequest } from 'fastify';
import type { ClaimsEntry } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { entryOf } from '../database/sealed-claims.ts';
import { addressOf } from '../http/client-address.ts';
import { refreshTokenOf } from '../http/refresh-cookie.ts';

/** Tells on whose behalf a page of ours runs. */
export type BrowserSession = (request: FastifyRequest) => Promise<ClaimsEntry | undefined>;

/**
 * Who is signed in in the browser that asks for a page: entries for the gateway from the refresh cookie, which stays as it is.
 *
 * @param issuer - verifies the cookie.
 */
export function browserSession(issuer: Issuer): BrowserSession {
  return async (request) => {
    const token = refreshTokenOf(request);
    if (token === undefined) return undefined;
    const claims = await issuer.browserClaims(token);
    if (claims) request.limits?.accept(`session ${claims.sid}`);
    if (!claims) return undefined;
    const entry = entryOf(claims, undefined, { ip: addressOf(request), request_id: request.id });
    request.pageEntry = entry;
    return entry;
  };
}
