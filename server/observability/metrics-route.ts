import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import ipaddr from 'ipaddr.js';
import { Problem } from '../http/problem.ts';
import type { Metrics } from './metrics.ts';

/**
 * Serves /metrics to this machine alone, for development: behind a proxy on the same machine all the world would seem to be here.
 */
export const localMetrics = fp(async (app: FastifyInstance, { metrics }: { metrics: Metrics }) => {
  app.get(
    '/metrics',
    { config: { public: true, health: true, loopback: true }, schema: { hide: true } },
    async (request, reply) => {
      // The socket's own address, whatever a proxy says.
      const { remoteAddress } = request.socket;
      if (!remoteAddress || ipaddr.process(remoteAddress).range() !== 'loopback') throw new Problem('not_found');
      return reply
        .type(metrics.contentType)
        .header('cache-control', 'no-store')
        .send(await metrics.text());
    },
  );
});

/**
 * Serves /metrics on a port of its own, and, of a worker, /healthz and /readyz.
 *
 * @param metrics - what to serve.
 * @param listen - where to listen.
 * @param isReady - of a worker: whether it works; left out: these two are not found.
 * @returns stops it.
 * @throws Error when the port is taken.
 */
export async function serveMetrics(
  metrics: Metrics,
  listen: { host: string; port: number },
  isReady?: () => boolean,
): Promise<() => Promise<void>> {
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    answer(metrics, isReady, request, response).catch(() => response.destroy());
  });
  server.listen(listen);
  await once(server, 'listening');
  return async () => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    server.closeAllConnections();
    await closed;
  };
}

async function answer(
  metrics: Metrics,
  isReady: (() => boolean) | undefined,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = (status: number, type: string, text: string) => {
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.end(text);
  };
  const state = isReady && { '/healthz': true, '/readyz': isReady() }[url ?? ''];
  if (method === 'GET' && url === '/metrics') reply(200, metrics.contentType, await metrics.text());
  else if (method === 'GET' && state !== undefined)
    reply(state ? 200 : 503, 'application/json', JSON.stringify({ status: state ? 'ok' : 'unavailable' }));
  else reply(404, 'text/plain', '');
}
