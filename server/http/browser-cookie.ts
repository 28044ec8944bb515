import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = '__Host-Http-rowseal-browser';
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/**
 * The secret that ties what begins in a browser to that browser: authorization requests, sign-ins through other providers. Lax, because
 * people come from other sites; it signs nobody in.
 *
 * @param request - may bring it along.
 * @param reply - given a new one where the browser has none.
 * @returns 32 bytes.
 */
export function browserSecret(request: FastifyRequest, reply: FastifyReply): Uint8Array {
  const known = knownBrowserSecret(request);
  if (known) return known;
  const secret = randomBytes(32);
  reply.setCookie(NAME, secret.toString('base64url'), { path: '/', httpOnly: true, secure: true, sameSite: 'lax' });
  return secret;
}

/**
 * The secret of a browser that has been here; undefined: it has none.
 *
 * @param request - may bring it along.
 */
export function knownBrowserSecret(request: FastifyRequest): Uint8Array | undefined {
  const value = request.cookies[NAME];
  return value !== undefined && SECRET.test(value) ? Buffer.from(value, 'base64url') : undefined;
}
