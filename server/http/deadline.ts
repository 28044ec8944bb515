import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from './problem.ts';

/** Clients and proxies commonly give up after 30 s. */
const LONGEST_ANSWER_MS = 28_000;

/** Methods by which nobody asks for a change (RFC 9110 section 9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Answers every request in time, whatever it waits for and however many waits it is made of. Fastify's `handlerTimeout` would not: it is called off
 * when the body has been read. What goes on behind the answer may still be carried out, so requests that ask for a change are told that.
 */
export const deadline = fp(async (app: FastifyInstance, { answer }: { answer?: number | undefined }) => {
  app.addHook('onRequest', async (request, reply) => {
    const timer = setTimeout(() => {
      if (reply.sent) return;
      // The client has the first half already; only the end of the connection tells it that there is no more.
      if (reply.raw.headersSent) reply.raw.destroy();
      else reply.send(new Problem(codeFor(request.method, request.raw.complete !== false)));
    }, answer ?? LONGEST_ANSWER_MS);
    reply.raw.once('close', () => clearTimeout(timer));
  });
});

function codeFor(method: string, hasArrived: boolean) {
  if (!hasArrived) return 'request_timeout';
  return SAFE.has(method) ? 'timeout' : 'outcome_unknown';
}
