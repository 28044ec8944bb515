import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import fp from 'fastify-plugin';

/** A connection whose client wants to speak WebSocket on it, and the first bytes that it has said already. */
export interface Upgrade {
  socket: Duplex;
  head: Buffer;
}

const pending = new WeakMap<IncomingMessage, Upgrade>();

/**
 * Serves requests to upgrade as requests: those to WebSocket go through the hooks and the routes, of which one may take the connection over
 * ({@link takeUpgrade}); what else clients offer to upgrade to is ignored (RFC 9110 section 7.8), as Node does where nobody listens for upgrades. Java's
 * HTTP client offers h2c with each request.
 */
export const upgrades = fp(async (app: FastifyInstance) => {
  const { ServerResponse } = process.getBuiltinModule('node:http');
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {});
    if (!isWebSocket(request)) return serveAnyway(app, request, socket, head);
    pending.set(request, { socket, head });
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
    response.once('finish', () => socket.end());
    app.routing(request, response);
  };
  app.server.on('upgrade', upgrade);
  app.addHook('onClose', async () => void app.server.off('upgrade', upgrade));
});

/**
 * Takes the connection of a request over, whose reply is this handler's business from now on.
 *
 * @param reply - to a request for WebSocket.
 * @returns undefined: the request asks for none.
 */
export function takeUpgrade(reply: FastifyReply): Upgrade | undefined {
  const { raw } = reply.request;
  const upgrade = pending.get(raw);
  if (!upgrade) return undefined;
  pending.delete(raw);
  reply.hijack();
  reply.raw.statusCode = 101;
  reply.raw.detachSocket(upgrade.socket as Parameters<ServerResponse['detachSocket']>[0]);
  // The request is answered, and counted as that: what follows is no part of it.
  reply.raw.emit('close');
  return upgrade;
}

function isWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/** Gives the connection back to the server, with the request as if nothing had been offered. */
function serveAnyway({ server }: FastifyInstance, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = rawHeaders[n] ?? '';
    if (!/^(upgrade|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[n + 1]}`);
  }
  socket.removeAllListeners('error');
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
