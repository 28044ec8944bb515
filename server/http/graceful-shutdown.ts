import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { deferred } from '../database/deferred.ts';
import type { Metrics } from '../observability/metrics.ts';
import { atOnce } from './at-once.ts';
import type { OpenRequests } from './open-requests.ts';
import type { OpenStreams } from './open-streams.ts';
import { Problem } from './problem.ts';

const LONGEST_DRAIN_MS = 10_000;
const FLUSH_MS = 500;

interface DrainingOptions {
  metrics: Metrics;
  open: OpenRequests;
  streams: OpenStreams;
  lameDuckMs: number;
}

/**
 * Ends the server in order. From close() on it is not ready, and goes on serving for the lame-duck time, so that load balancers have turned to
 * others before a connection is refused. Then streams end, for their clients to open them elsewhere, and no connection is accepted; requests that have arrived get their answers, for ten seconds at most;
 * those that still come over open connections are refused. Only then do the doors to the database close.
 */
export const draining = fp(async (app: FastifyInstance, { metrics, open, streams, lameDuckMs }: DrainingOptions) => {
  metrics.watch('http_requests_in_flight', () => open.count);
  let isDraining = false;
  let isLameDuck = false;
  let drained = () => {};

  open.onEnd(() => {
    if (isDraining && open.count === 0) drained();
  });
  app.addHook(
    'onRequest',
    atOnce((request, reply) => {
      open.came(request, reply);
      if (!isDraining && !isLameDuck) return;
      const { url } = request.routeOptions;
      if ((isDraining && url !== '/healthz') || (isLameDuck && url === '/readyz'))
        throw new Problem('unavailable', 'The server is stopping');
    }),
  );
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isDraining || isLameDuck) reply.header('connection', 'close');
    done(null, payload);
  });

  app.addHook('preClose', async () => {
    isLameDuck = true;
    if (lameDuckMs > 0 && app.server.listening) await sleep(lameDuckMs);
    isDraining = true;
    streams.stop();
    const { server } = app;
    server.close();
    // Fastify has a server for each other address of localhost, and this is how those are told.
    server.unref();
    const { promise, resolve } = deferred<void>();
    drained = resolve;
    if (open.count > 0) await Promise.race([promise, sleep(LONGEST_DRAIN_MS, undefined, { ref: false })]);
    if (open.count > 0) app.log.error({ requests: open.count }, 'stopped before all requests were answered');
    // What is left has sent no whole request, or does not read its answer.
    setTimeout(() => server.closeAllConnections(), open.count > 0 ? 0 : FLUSH_MS).unref();
  });
});
