import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { passkeyBrowserOf } from '../http/passkey-cookie.ts';
import { Problem } from '../http/problem.ts';

/** Ties the answer of an authenticator to the client that asked, where no cookie does. */
export const browserSecret = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .optional()
  .describe('Of the options, where they were asked for with the transport `body`');

/**
 * The secret of the client that asked for a passkey.
 *
 * @param request - may bring it as a cookie.
 * @param given - in the body.
 * @throws Problem invalid_proof where there is none: nothing was asked here.
 */
export function askingBrowser(request: FastifyRequest, given: string | undefined): Uint8Array {
  const secret = given === undefined ? passkeyBrowserOf(request) : Buffer.from(given, 'base64url');
  if (secret === undefined) throw new Problem('invalid_proof');
  return secret;
}
