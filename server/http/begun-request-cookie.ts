import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const PREFIX = '__Host-Http-rowseal-begun-';
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;
/** As long as what was begun is kept. */
const MAX_AGE_SECONDS = 600;
/** A cookie's value: a secret of 32 bytes, and when it was set. */
const VALUE = /^([A-Za-z0-9_-]{43})\.(\d{13})$/;
/** How many a browser has at most of those that it shows us: they all travel with every request. */
const AT_ONCE = 8;

/** A secret that ties what begins in a browser to that browser: 32 bytes. */
export function newBrowserSecret(): Uint8Array {
  return randomBytes(32);
}

/**
 * Has the browser keep the secret of what has begun in it: an authorization request, a sign-in through another provider, a sign-out. Each has a
 * cookie of its own, so that several tabs may begin at once; of more than eight the oldest go. Lax, because people come from other sites; it
 * signs nobody in.
 *
 * @param request - that began it.
 * @param reply - not yet sent.
 * @param id - of what has begun: known to the browser that continues it.
 * @param secret - of {@link newBrowserSecret}.
 */
export function keepBrowserSecret(request: FastifyRequest, reply: FastifyReply, id: string, secret: Uint8Array): void {
  const known = Object.entries(request.cookies)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, value = '']) => ({ name, setAt: Number(VALUE.exec(value)?.[2] ?? 0) }))
    .sort((one, other) => other.setAt - one.setAt);
  for (const { name } of known.slice(AT_ONCE - 1)) reply.clearCookie(name, ATTRIBUTES);
  // With a POST of another site the browser shows none, and they could not be counted: those share a few names.
  const [own, shared] = namesOf(id);
  const value = `${Buffer.from(secret).toString('base64url')}.${Date.now()}`;
  reply.setCookie(request.method === 'POST' ? shared : own, value, { ...ATTRIBUTES, maxAge: MAX_AGE_SECONDS });
}

/**
 * The secret of something that began in this browser; undefined: it did not, or too long ago.
 *
 * @param request - may bring it along.
 * @param id - of what has begun.
 */
export function knownBrowserSecret(request: FastifyRequest, id: string): Uint8Array | undefined {
  const [own, shared] = namesOf(id);
  const secret = VALUE.exec(request.cookies[own] ?? request.cookies[shared] ?? '')?.[1];
  return secret === undefined ? undefined : Buffer.from(secret, 'base64url');
}

/**
 * Has the browser forget the secret of what has ended.
 *
 * @param request - that brought it.
 * @param reply - not yet sent.
 * @param id - of what has ended.
 */
export function forgetBrowserSecret(request: FastifyRequest, reply: FastifyReply, id: string): void {
  for (const name of namesOf(id)) if (request.cookies[name] !== undefined) reply.clearCookie(name, ATTRIBUTES);
}

/** A name for this alone, and one of sixteen. The id may be a secret itself, and any text. */
function namesOf(id: string): readonly [own: string, shared: string] {
  const digest = createHash('sha256').update(id).digest('hex');
  return [`${PREFIX}${digest.slice(0, 16)}`, `${PREFIX}${digest.slice(-1)}`];
}
