import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = '__Host-Http-rowseal-passkey';
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;
/** As long as what was asked of an authenticator counts. */
const MAX_AGE_SECONDS = 600;
const VALUE = /^[A-Za-z0-9_-]{43}$/;

/**
 * The secret that ties what an authenticator was asked to the browser that asked, and signs nobody in; undefined: nothing was asked here.
 *
 * @param request - on a route with `config.cookie`.
 */
export function passkeyBrowserOf({ cookies }: FastifyRequest): Uint8Array | undefined {
  const value = cookies[NAME] ?? '';
  return VALUE.test(value) ? Buffer.from(value, 'base64url') : undefined;
}

/**
 * Has a browser keep such a secret, the same for all its tabs.
 *
 * @param request - may bring the one that the browser has.
 * @param reply - not yet sent.
 */
export function keepPasskeyBrowser(request: FastifyRequest, reply: FastifyReply): Uint8Array {
  const secret = passkeyBrowserOf(request) ?? randomBytes(32);
  const value = Buffer.from(secret).toString('base64url');
  reply.setCookie(NAME, value, { ...ATTRIBUTES, maxAge: MAX_AGE_SECONDS });
  return secret;
}
