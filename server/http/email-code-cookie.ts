import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = '__Host-Http-rowseal-code';
/** Lax: the link in the mail is followed from another site. What it opens changes nothing. */
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;
/** As long as the code is good. */
const MAX_AGE_SECONDS = 600;
const VALUE = /^([A-Za-z0-9_-]{43})(?:\.([0-9a-f-]{36}))?$/;

/** What a browser keeps that has asked for a code by mail. */
export interface AskedForCode {
  /** Ties the code to this browser, and is kept nowhere else. */
  secret: Uint8Array;
  /** The authorization request that waits for the sign-in. */
  requestId: string | undefined;
}

/**
 * Has a browser keep what ties a mailed code to it. It signs nobody in.
 *
 * @param reply - not yet sent.
 * @param asked - the secret, and what waits.
 */
export function keepAskedForCode(reply: FastifyReply, { secret, requestId }: AskedForCode): void {
  const value = Buffer.from(secret).toString('base64url') + (requestId === undefined ? '' : `.${requestId}`);
  reply.setCookie(NAME, value, { ...ATTRIBUTES, maxAge: MAX_AGE_SECONDS });
}

/**
 * What a browser keeps of a code that it has asked for; undefined: it has asked for none.
 *
 * @param request - on a route with `config.cookie`, or of a page that changes nothing.
 */
export function askedForCodeOf({ cookies }: FastifyRequest): AskedForCode | undefined {
  const [, secret, requestId] = VALUE.exec(cookies[NAME] ?? '') ?? [];
  return secret === undefined ? undefined : { secret: Buffer.from(secret, 'base64url'), requestId };
}

/**
 * Has a browser forget a code that was used.
 *
 * @param reply - not yet sent.
 */
export function forgetAskedForCode(reply: FastifyReply): void {
  reply.clearCookie(NAME, ATTRIBUTES);
}
