import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Gateway } from '../database/gateway.ts';
import type { Replicas } from '../database/replicas.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asks, whatever its method: what it answers holds for nobody else. */
    asks?: boolean;
    /** Changes something, although it is a GET. */
    changes?: boolean;
  }
}

/**
 * Lets a request that only asks be answered by a standby, and keeps the answer of one that may have changed something until no standby is read from
 * that lacks the change: a revocation holds on each of them once it was answered, and people see what they wrote, whichever server they ask.
 */
export const replayedChanges = fp(
  async (app: FastifyInstance, { gateway, replicas }: { gateway: Gateway; replicas: Replicas }) => {
    app.addHook('preHandler', (request, _reply, done) => {
      if (request.entry && isSafe(request)) gateway.reads(request.entry);
      done();
    });
    app.addHook('onSend', async (request, { statusCode }) => {
      // A failure promises nothing.
      if (statusCode < 500 && mayHaveChanged(request, gateway)) await replicas.settle();
    });
  },
);

function isSafe({ method, routeOptions: { config } }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && config.changes !== true;
}

function mayHaveChanged(request: FastifyRequest, gateway: Gateway): boolean {
  const { routeOptions, entry, is404 } = request;
  if (is404 || isSafe(request) || request.method === 'OPTIONS' || routeOptions.config.asks) return false;
  return routeOptions.url !== '/graphql' || entry === null || !gateway.onlyReads(entry);
}
