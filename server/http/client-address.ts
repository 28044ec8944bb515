import { isIP, isIPv4 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';

/** Stands for a client that has gone before anybody asked. */
const NOBODY = '0.0.0.0';

/**
 * The address that a request comes from, as the database compares it: IPv4 that came in over an IPv6 socket is IPv4 again (else all its clients
 * would be one network, and no allow-list of theirs would match), and a link-local address loses its zone, which PostgreSQL does not know.
 *
 * @param request - its `ip` is the socket's address, or what a trusted proxy says: where that is no address, the proxy's own counts.
 */
export function addressOf(request: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  return canonical(request.ip) ?? canonical(request.socket.remoteAddress) ?? NOBODY;
}

/**
 * Who calls a function of the issuing door (database/caller.ts), as audit events and the log name them.
 *
 * @param request - that is answered.
 */
export function callerOf(request: FastifyRequest): { ip: string; reqId: string } {
  return { ip: addressOf(request), reqId: request.id };
}

function canonical(text: string | undefined): string | undefined {
  if (text === undefined || isIPv4(text)) return text;
  // Some proxies add the port.
  const bare = text
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '');
  return isIP(bare) === 0 ? undefined : ipaddr.process(bare).toString();
}
