import type { FastifyReply, FastifyRequest } from 'fastify';
import { isWholeToken } from '../credentials/token-format.ts';

const NAME = '__Host-Http-rowseal-login';
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;
/** As long as the login waits. */
const MAX_AGE_SECONDS = 600;

/**
 * Has the browser keep a login that waits for a second factor. It signs nobody in.
 *
 * @param reply - not yet sent.
 * @param challenge - rsl_…
 */
export function keepWaitingLogin(reply: FastifyReply, challenge: string): void {
  reply.setCookie(NAME, challenge, { ...ATTRIBUTES, maxAge: MAX_AGE_SECONDS });
}

/**
 * The login that waits in a browser; undefined: none.
 *
 * @param request - may bring it along.
 */
export function waitingLoginOf({ cookies }: FastifyRequest): string | undefined {
  const token = cookies[NAME];
  return token !== undefined && isWholeToken('rsl_', token) ? token : undefined;
}

/**
 * Has the browser forget a login that has ended.
 *
 * @param reply - not yet sent.
 */
export function forgetWaitingLogin(reply: FastifyReply): void {
  reply.clearCookie(NAME, ATTRIBUTES);
}
