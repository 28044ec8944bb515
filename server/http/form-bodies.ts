import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';

/** In bytes. A form may carry the credential that authenticates it, so it is read before the caller is known; nothing longer is. */
const LONGEST = 8_192;

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
  await app.register(formbody, { bodyLimit: LONGEST });
}
