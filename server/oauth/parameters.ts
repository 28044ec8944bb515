import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isStorable } from '../http/schemas.ts';

const LONGEST = 8_192;

/** A parameter of OAuth: at most once; empty is as if left out (RFC 6749 section 3.1). */
export const parameter = z
  .string()
  .max(LONGEST)
  .refine(isStorable, 'holds characters that cannot be stored')
  .transform((value) => (value === '' ? undefined : value))
  .optional();

/**
 * Has the routes of a scope read forms (application/x-www-form-urlencoded) and nothing else.
 *
 * @param app - the scope.
 */
export async function readForms(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, form: true };
  });
  await app.register(formbody, { bodyLimit: 65_536 });
}
