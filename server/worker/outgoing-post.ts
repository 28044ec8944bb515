import { lookup } from 'node:dns/promises';
import https from 'node:https';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isLoopback } from '../http/loopback-hosts.ts';

// As in http/problem.ts.
const http = process.getBuiltinModule('node:http');

/** Where the internet is: whatever else of IPv6 is not there today. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
const HTTPS_PORT = '';

/** Why something was not sent, or not answered. */
export type Unsent = 'address_refused' | 'unreachable' | 'timed_out';

/** What could not be sent, or was not answered. */
export class PostFailure extends Error {
  readonly reason: Unsent;

  /**
   * @param reason - in a word.
   * @param message - in a sentence.
   * @param cause - of what it came.
   */
  constructor(reason: Unsent, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** An address that was found for a host. */
export interface FoundAddress {
  address: string;
  family: number;
}

/** Where somebody may have us post. */
export interface Destinations {
  /** Allows http to this machine. */
  development: boolean;
  /** Addresses and networks (CIDR) besides those of the internet. */
  networks: readonly string[];
  /** Whether other ports than 443 are dialled on the internet; in the networks above they are. */
  anyPort: boolean;
  /** Looks up every address of a host; left out: as this machine does. */
  resolve?: ((host: string) => Promise<readonly FoundAddress[]>) | undefined;
}

/** What to post. */
export interface OutgoingPost {
  /** Of somebody else's choosing. */
  address: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** In milliseconds, from the name of the host to the status of the answer. */
  patienceMs: number;
}

/**
 * Posts to an address that a stranger has chosen. Its host is looked up once, every address found has to be one of the internet, and one of those is
 * dialled, so that no name can first lead to the internet and then into our own network; redirects are not followed, and of the answer nothing but its
 * status is read.
 *
 * @param post - what, and to which address.
 * @param where - may be posted to.
 * @returns the status of the answer.
 * @throws PostFailure when the address may not be posted to, cannot be reached, or does not answer in time.
 */
export async function postOutside(post: OutgoingPost, where: Destinations): Promise<number> {
  if (!URL.canParse(post.address)) throw new PostFailure('address_refused', 'it is no address');
  const url = new URL(post.address);
  const local = where.development && isLoopback(url.host);
  if (url.protocol !== 'https:' && !local) throw new PostFailure('address_refused', 'it is not https');
  const late = AbortSignal.timeout(post.patienceMs);
  const expired = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new PostFailure('timed_out', 'it took too long to answer')), {
      once: true,
    });
  });
  const sent = addressesOf(url, local ? undefined : where, where.resolve ?? everyAddress).then((found) =>
    dial(url, found, post, late),
  );
  return Promise.race([sent, expired]);
}

/** Every address of a host, unless one of them may not be dialled. */
async function addressesOf(
  url: URL,
  where: Destinations | undefined,
  resolve: NonNullable<Destinations['resolve']>,
): Promise<readonly FoundAddress[]> {
  const found = await resolve(url.hostname.replace(/^\[|\]$/g, '')).catch((error: unknown) => {
    throw new PostFailure('unreachable', 'its host was not found', error);
  });
  if (found.length === 0) throw new PostFailure('unreachable', 'its host has no address');
  if (!where) return found;
  const isOwn = belongsTo(where.networks);
  if (!found.every(({ address }) => isOwn(address) || isOnInternet(address)))
    throw new PostFailure('address_refused', 'its host is not on the internet');
  if (!where.anyPort && url.port !== HTTPS_PORT && !found.every(({ address }) => isOwn(address)))
    throw new PostFailure('address_refused', 'its port is not 443');
  return found;
}

async function everyAddress(host: string): Promise<FoundAddress[]> {
  return lookup(host, { all: true });
}

function dial(url: URL, found: readonly FoundAddress[], { headers, body }: OutgoingPost, signal: AbortSignal) {
  const [first] = found;
  const resolved: LookupFunction = (_host, { all }, done) => {
    if (all) done(null, [...found]);
    else done(null, first?.address ?? '', first?.family);
  };
  return new Promise<number>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      agent: false,
      lookup: resolved,
      signal,
      headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'rowseal' },
    });
    request.once('response', (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    });
    // What is destroyed may still say so.
    request.on('error', (error) => reject(new PostFailure('unreachable', error.message, error)));
    request.end(body);
  });
}

/** Whether an address is of a network that the operator has named. */
function belongsTo(networks: readonly string[]): (address: string) => boolean {
  const own = new BlockList();
  for (const network of networks) {
    const [first = '', length = isIPv6(network) ? '128' : '32'] = network.split('/');
    own.addSubnet(first, Number(length), isIPv6(first) ? 'ipv6' : 'ipv4');
  }
  return (address) => {
    const parsed = ipaddr.process(address);
    return own.check(parsed.toString(), parsed.kind());
  };
}

/** Whether an address is one of the internet. */
function isOnInternet(address: string): boolean {
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_V6);
}
