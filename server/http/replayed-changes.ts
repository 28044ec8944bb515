import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Gateway } from '../database/gateway.ts';
import type { Replicas } from '../database/replicas.ts';
import { refusedInMaintenance } from './problem-schemas.ts';

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
 * that lacks the change: a revocation holds on each of them once it was answered, and people see what they wrote, whichever server they ask. What may
 * change something says in its schema that it is refused in maintenance mode.
 */
export const replayedChanges = fp(
  async (app: FastifyInstance, { gateway, replicas }: { gateway: Gateway; replicas: Replicas }) => {
    app.addHook('onRoute', ({ method, config = {}, schema }) => {
      if ([method].flat().every((each) => onlyAsks(each, config)) || !schema?.response) return;
      const responses = schema.response as Record<number, unknown>;
      const refusal = refusedInMaintenance(responses[503]);
      if (refusal) schema.response = { ...responses, 503: refusal };
    });
    app.addHook('preHandler', (request, _reply, done) => {
      if (request.entry && isSafe(request.method, request.routeOptions.config)) gateway.reads(request.entry);
      done();
    });
    app.addHook('onSend', async (request, { statusCode }) => {
      // A failure promises nothing.
      if (statusCode < 500 && mayHaveChanged(request, gateway)) await replicas.settle();
    });
  },
);

function isSafe(method: string, { changes }: FastifyContextConfig): boolean {
  return (method === 'GET' || method === 'HEAD') && changes !== true;
}

function onlyAsks(method: string, config: FastifyContextConfig): boolean {
  return isSafe(method, config) || method === 'OPTIONS' || config.asks === true;
}

function mayHaveChanged({ routeOptions, entry, is404, method }: FastifyRequest, gateway: Gateway): boolean {
  if (is404 || onlyAsks(method, routeOptions.config)) return false;
  return routeOptions.url !== '/graphql' || entry === null || !gateway.onlyReads(entry);
}
