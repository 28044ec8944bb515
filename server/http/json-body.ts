import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { atOnce } from './at-once.ts';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Reads its body as a form, without a schema. */
    form?: boolean;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON bodies, and nothing else: UTF-8 that is not well-formed is refused instead of being repaired into something else. A route that takes
 * no body does not look at one. Many clients say `application/json` where they send nothing: whether something was needed is for the
 * route's schema to say.
 */
export const jsonBody = fp(async (app: FastifyInstance) => {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addHook(
    'onRequest',
    atOnce((request) => {
      if (request.raw.headers['content-type'] !== undefined && !takesBody(request))
        delete request.raw.headers['content-type'];
    }),
  );
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
    parseJson(request, text, (error, value) => {
      done(value === null ? new Problem('invalid_input', 'The body is null') : error, value);
    });
  });
  app.addContentTypeParser('*', (request, payload, done) => {
    payload.resume();
    done(takesBody(request) ? new Problem('unsupported_media_type') : null, undefined);
  });
});

function takesBody({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.schema?.body !== undefined || routeOptions.config.form === true;
}
