import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { deferred } from '../database/deferred.ts';
import type { Metrics } from '../observability/metrics.ts';
import { Problem } from './problem.ts';

const LONGEST_DRAIN_MS = 10_000;
const FLUSH_MS = 500;

/**
 * Ends the server in order. From close() on it is not ready, and goes on serving for the lame-duck time, so that load balancers have turned to
 * others before a connection is refused. Then no connection is accepted; requests that have arrived get their answers, for ten seconds at most;
 * those that still come over open connections are refused. Only then do the doors to the database close.
 */
export const draining = fp(
  async (app: FastifyInstance, { metrics, lameDuckMs }: { metrics: Metrics; lameDuckMs: number }) => {
    let inFlight = 0;
    metrics.watch('http_requests_in_flight', () => inFlight);
    let isDraining = false;
    let isLameDuck = false;
    let drained = () => {};

    app.addHook('onRequest', async (request, reply) => {
      inFlight++;
      reply.raw.once('close', () => {
        inFlight--;
        if (isDraining && inFlight === 0) drained();
      });
      const { url } = request.routeOptions;
      if ((isDraining && url !== '/healthz') || (isLameDuck && url === '/readyz'))
        throw new Problem('unavailable', 'The server is stopping');
    });
    app.addHook('onSend', async (_request, reply) => {
      if (isDraining || isLameDuck) reply.header('connection', 'close');
    });

    app.addHook('preClose', async () => {
      isLameDuck = true;
      if (lameDuckMs > 0 && app.server.listening) await sleep(lameDuckMs);
      isDraining = true;
      const { server } = app;
      server.close();
      // Fastify has a server for each other address of localhost, and this is how those are told.
      server.unref();
      const { promise, resolve } = deferred<void>();
      drained = resolve;
      if (inFlight > 0) await Promise.race([promise, sleep(LONGEST_DRAIN_MS, undefined, { ref: false })]);
      if (inFlight > 0) app.log.error({ requests: inFlight }, 'stopped before all requests were answered');
      // What is left has sent no whole request, or does not read its answer.
      setTimeout(() => server.closeAllConnections(), inFlight > 0 ? 0 : FLUSH_MS).unref();
    });
  },
);
