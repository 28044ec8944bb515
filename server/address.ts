import type { FastifyRequest } from 'fastify';

/**
 * The address that a request comes from, as the database compares it: IPv4 that came in over an IPv6 socket is IPv4 again (else all its clients
 * would be one network, and no allow-list of theirs would match), and a link-local address loses its zone, which PostgreSQL does not know.
 *
 * @param request - any.
 */
export function addressOf(request: FastifyRequest): string {
  const address = request.ip.replace(/%.*$/, '');
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
