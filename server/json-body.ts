import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from './errors.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON bodies, and nothing else: UTF-8 that is not well-formed is refused instead of being repaired into something else. Many clients say
 * `application/json` where they send nothing: whether something was needed is for the route's schema to say.
 */
export const jsonBody = fp(async (app: FastifyInstance) => {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    let text: string;
    try {
      text = decoder.decode(body as Buffer);
    } catch {
      done(new Problem('invalid_input', 'The body is not well-formed UTF-8'));
      return;
    }
    parseJson(request, text, done);
  });
});
