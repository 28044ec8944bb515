import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ACCESS_COOKIE } from '../adapters/page-token.ts';
import { isWholeToken } from '../credentials/token-format.ts';
import { Problem } from './problem.ts';

/** The cookie's name. Browsers that don't know the prefix __Host-Http- yet (no script may set it) still keep the rules of __Host-. */
export const COOKIE_NAME = '__Host-Http-rowseal-refresh';
/** Its pairs in a Cookie header. Blanks are those of HTTP: others are part of a name, which a script may then set. */
const PAIRS = new RegExp(`(?:^|;)[ \\t]*${COOKIE_NAME}[ \\t]*=`, 'g');
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;
/** The longest that browsers keep a cookie. When its session ends, the database says. */
const MAX_AGE_SECONDS = 400 * 24 * 60 * 60;

/** Reads and writes the one cookie of Rowseal (RFC 6265bis): always under the same name, path and flags. */
export const refreshCookie = fp(async (app: FastifyInstance) => {
  await app.register(cookie);
});

/**
 * The refresh token that a browser sent along; undefined: none, or one that is not whole.
 *
 * @param request - on a route with `config.cookie`.
 * @throws Problem invalid_input where there are two: a server on another port of our host can add one to a browser's own (Partitioned), and
 *   which of them is the user's nobody can tell.
 */
export function refreshTokenOf({ headers, cookies }: FastifyRequest): string | undefined {
  const pairs = headers.cookie?.match(PAIRS) ?? [];
  if (pairs.length > 1)
    throw new Problem('invalid_input', `There are two cookies of the name ${COOKIE_NAME}; delete them`);
  const token = cookies[COOKIE_NAME];
  return token !== undefined && isWholeToken('rsr_', token) ? token : undefined;
}

/**
 * Gives the browser a refresh token to keep.
 *
 * @param reply - not yet sent.
 * @param token - rsr_…
 */
export function keepRefreshToken(reply: FastifyReply, token: string): void {
  reply.setCookie(COOKIE_NAME, token, { ...ATTRIBUTES, maxAge: MAX_AGE_SECONDS });
}

/**
 * Has the browser forget its refresh token, and the access token of pages of this host, which is of the same session.
 *
 * @param reply - not yet sent.
 */
export function forgetRefreshToken(reply: FastifyReply): void {
  reply.clearCookie(COOKIE_NAME, ATTRIBUTES);
  if (reply.request.cookies[ACCESS_COOKIE] !== undefined)
    reply.clearCookie(ACCESS_COOKIE, { ...ATTRIBUTES, sameSite: 'lax' });
}
