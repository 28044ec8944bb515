import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'must be addresses and networks (CIDR), separated by commas',
);
/** Addresses and networks, in one variable of the environment. */
export const networks = z
  .string()
  .default('')
  .transform((list) => list.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()])))
  .pipe(z.array(network));

/** Public addresses that may be trusted in all: as many as a network of this length has. The networks of large providers of proxies are far smaller. */
const MOST_V4 = 8;
const MOST_V6 = 20;

/** Addresses that no client on the internet has. */
const PRIVATE = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
].map(parse);

/** Networks of IPv6 that hold every address of IPv4, after as many bits: mapped, NAT64 (RFC 6052) and 6to4 (RFC 3056). */
const HOLD_V4 = ['::ffff:0:0/96', '64:ff9b::/96', '2002::/16'].map(parse);

/** A network: addresses of `bits` bits that begin with the first `length` of `value`. */
interface Network {
  bits: 32 | 128;
  value: bigint;
  length: number;
}

/**
 * Whether proxies may be trusted: few enough that a client does not choose its address by being one, whatever networks they are written as. Those of
 * private networks may be any number.
 *
 * @param list - addresses and networks (CIDR).
 */
export function areTrustworthy(list: readonly string[]): boolean {
  const networks = list.map(parse);
  const public4 = disjoint(networks.flatMap(asV4).filter((network) => !PRIVATE.some((one) => contains(one, network))));
  const public6 = disjoint(networks.filter((network) => network.bits === 128 && !isKnownSmall(network)));
  return sizeOf(public4) <= 1n << BigInt(32 - MOST_V4) && sizeOf(public6) <= 1n << BigInt(128 - MOST_V6);
}

/** Whether a network of IPv6 is counted as IPv4, or not at all. */
function isKnownSmall(network: Network): boolean {
  return [...PRIVATE, ...HOLD_V4].some((one) => contains(one, network));
}

/** The addresses of IPv4 that a network holds, in whichever form. */
function asV4(network: Network): Network[] {
  if (network.bits === 32) return [network];
  return HOLD_V4.flatMap((holder) => {
    if (contains(network, holder)) return [{ bits: 32, value: 0n, length: 0 } as const];
    if (!contains(holder, network)) return [];
    const value = (network.value >> BigInt(128 - holder.length - 32)) & 0xffff_ffffn;
    return [{ bits: 32, value, length: Math.min(32, network.length - holder.length) } as const];
  });
}

function contains(outer: Network, inner: Network): boolean {
  return (
    outer.bits === inner.bits &&
    outer.length <= inner.length &&
    prefixOf(outer, outer.length) === prefixOf(inner, outer.length)
  );
}

function prefixOf({ bits, value }: Network, length: number): bigint {
  return value >> BigInt(bits - length);
}

/** Without those that others contain. */
function disjoint(networks: Network[]): Network[] {
  const kept: Network[] = [];
  for (const network of networks.toSorted((a, b) => a.length - b.length))
    if (!kept.some((one) => contains(one, network))) kept.push(network);
  return kept;
}

function sizeOf(networks: Network[]): bigint {
  return networks.reduce((sum, { bits, length }) => sum + (1n << BigInt(bits - length)), 0n);
}

function parse(text: string): Network {
  const [address = '', length] = text.split('/');
  const bytes = ipaddr.parse(address).toByteArray();
  const bits = bytes.length === 4 ? 32 : 128;
  return { bits, value: BigInt(`0x${Buffer.from(bytes).toString('hex')}`), length: Number(length ?? bits) };
}
