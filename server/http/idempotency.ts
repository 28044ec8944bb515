import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { IdempotencyKey } from '../database/idempotency.ts';
import { madeBefore } from './problem-members.ts';
import { parse } from './schemas.ts';

const QUOTED = /^"([^"\\]*)"$/;

/** A string of structured fields (RFC 9651 section 3.3.3) without escapes; or, as many clients send it, the same without quotes. */
const Key = z
  .string()
  .transform((sent) => QUOTED.exec(sent)?.[1] ?? sent)
  .pipe(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/, 'must have 1 to 255 visible characters of ASCII'));

/** As {@link Key} is documented. */
export const keySyntax = z
  .string()
  .min(1)
  .max(257)
  .meta({ examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'] });

/**
 * The Idempotency-Key of a request, with a digest of what it asks for: its operation, path, query and body, as they were understood.
 *
 * @param request - on a route that answers `OF_KEYS`.
 * @returns undefined where the client sent none.
 * @throws Problem invalid_input.
 */
export function idempotencyKey(request: FastifyRequest): IdempotencyKey | undefined {
  const sent = request.headers['idempotency-key'];
  if (sent === undefined) return undefined;
  const { key } = parse(z.object({ key: Key }), { key: sent });
  const asked = [request.method, request.routeOptions.url, request.params, request.query, request.body ?? null];
  return { key, request: createHash('sha256').update(JSON.stringify(asked)).digest() };
}

/**
 * Makes something, or answers anew with what was made under the same key.
 *
 * @param make - makes it.
 * @param again - what is answered about an id that was made before; undefined where there is nothing to answer any more.
 * @throws what `make` throws, RS047 where nothing can be answered.
 */
export async function madeOnce<T>(
  make: () => Promise<T>,
  again: (id: string) => Promise<T | undefined> | T,
): Promise<T> {
  try {
    return await make();
  } catch (error) {
    const { code, detail } = error as { code?: unknown; detail?: unknown };
    const { id } = code === 'RS047' ? madeBefore(detail) : {};
    const known = id === undefined ? undefined : await again(id);
    if (known === undefined) throw error;
    return known;
  }
}
