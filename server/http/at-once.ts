import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';

/**
 * A hook that never waits, and so needs no promise for each request.
 *
 * @param hook - throws what the request is refused with.
 */
export function atOnce(hook: (request: FastifyRequest, reply: FastifyReply) => void): onRequestHookHandler {
  return (request, reply, done) => {
    hook(request, reply);
    done();
  };
}
