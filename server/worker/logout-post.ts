import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isLoopback } from '../http/loopback-hosts.ts';

/** In milliseconds, from the name of the host to the status of the answer. */
const PATIENCE_MS = 5_000;
/** Where the internet is: whatever else of IPv6 is not there today. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Where logout tokens may go. */
export interface LogoutDestinations {
  /** Allows http to this machine. */
  development: boolean;
  /** Addresses and networks (CIDR) besides those of the internet. */
  networks: readonly string[];
}

/**
 * Posts a form to an address that a client has chosen. Its host is looked up once, and the address found is the one that is dialled, so that no name
 * can first lead to the internet and then into our own network; redirects are not followed, and of the answer nothing but its status is read.
 *
 * @param address - of the client.
 * @param form - what to send.
 * @param where - may be sent to.
 * @returns the status of the answer.
 * @throws Error when the address may not be sent to, cannot be reached, or does not answer within five seconds.
 */
export async function postToClient(
  address: string,
  form: URLSearchParams,
  where: LogoutDestinations,
): Promise<number | undefined> {
  const url = new URL(address);
  const local = where.development && isLoopback(url.host);
  if (url.protocol !== 'https:' && !local) throw new Error('it is not https');
  const late = AbortSignal.timeout(PATIENCE_MS);
  const expired = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error('it took too long to answer')), { once: true });
  });
  return Promise.race([dial(url, form, local ? undefined : where, late), expired]);
}

async function dial(url: URL, form: URLSearchParams, where: LogoutDestinations | undefined, signal: AbortSignal) {
  const found = await lookup(url.hostname.replace(/^\[|\]$/g, ''), { all: true });
  const [first] = found;
  if (!first) throw new Error('its host has no address');
  if (where && !found.every((one) => mayBeDialled(one.address, where.networks)))
    throw new Error('its host is not on the internet');
  const resolved: LookupFunction = (_host, { all }, done) => {
    if (all) done(null, [first]);
    else done(null, first.address, first.family);
  };
  const body = form.toString();
  return new Promise<number | undefined>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      agent: false,
      lookup: resolved,
      signal,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'rowseal',
      },
    });
    request.once('response', (answer) => {
      resolve(answer.statusCode);
      answer.destroy();
    });
    // What is destroyed may still say so.
    request.on('error', reject);
    request.end(body);
  });
}

/** Whether an address is one of the internet, or of a network that the operator has named. */
function mayBeDialled(address: string, networks: readonly string[]): boolean {
  const own = new BlockList();
  for (const network of networks) {
    const [first = '', length = isIPv6(network) ? '128' : '32'] = network.split('/');
    own.addSubnet(first, Number(length), isIPv6(first) ? 'ipv6' : 'ipv4');
  }
  const parsed = ipaddr.process(address);
  if (own.check(parsed.toString(), parsed.kind())) return true;
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_V6);
}
