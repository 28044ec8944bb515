import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { Tracing } from '../observability/tracing.ts';

/** Answers each request within its span; registered before every other hook. */
export const tracedRequests = fp(async (app: FastifyInstance, { tracing }: { tracing: Tracing }) => {
  app.addHook('onRequest', (request, _reply, done) => tracing.begin(request, done));
  // What the parser of the body calls back runs for the connection, and not for the request.
  app.addHook('preValidation', (request, _reply, done) => tracing.resume(request, done));
});
