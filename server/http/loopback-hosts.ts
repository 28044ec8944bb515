import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import ipaddr from 'ipaddr.js';
import { atOnce } from './at-once.ts';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For developers on this machine: not served to any other Host. */
    loopback?: boolean;
  }
}

/**
 * Hides what is for development from pages of other hosts: one whose name has come to resolve to this machine (DNS rebinding) is of the same origin for
 * its browser, which still says the name in Host.
 */
export const loopbackHosts = fp(async (app: FastifyInstance) => {
  app.addHook(
    'onRequest',
    atOnce((request) => {
      // The header itself: a proxy that is trusted may speak for addresses, not for this.
      if (request.routeOptions.config.loopback && !isLoopback(request.raw.headers.host)) throw new Problem('not_found');
    }),
  );
});

/**
 * Whether a host is this machine, by its name or number.
 *
 * @param host - as in a Host header, with or without a port.
 */
export function isLoopback(host: string | undefined): boolean {
  const name = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<name>[a-z0-9.-]+))(?::\d{1,5})?$/i.exec(host ?? '')?.groups;
  if (!name) return false;
  const { v6, name: plain = '' } = name;
  if (v6 !== undefined) return ipaddr.isValid(v6) && ipaddr.process(v6).range() === 'loopback';
  if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return ipaddr.IPv4.parse(plain).range() === 'loopback';
  return /^(?:[a-z0-9-]+\.)*localhost$/i.test(plain);
}
