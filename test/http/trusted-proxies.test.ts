import { describe, expect, test } from 'vitest';
import { readConfiguration } from '#server/env.ts';
import { demoApp } from '#test/support/demo-app.ts';

/** A server that trusts these proxies, and a way to ask as whom it sees somebody: it says so in its log. */
async function serverBehind(trustedProxies?: string[]) {
  const lines: string[] = [];
  const stream = { write: (line: string) => lines.push(line) };
  const served = await demoApp({
    graphql: false,
    logLevel: 'info',
    logStream: stream,
    ...(trustedProxies ? { trustedProxies } : {}),
  });
  const seen = async (remoteAddress: string, headers: Record<string, string> = {}) => {
    await served.app.inject({ url: '/healthz', remoteAddress, headers });
    await expect.poll(() => lines.length).toBeGreaterThan(0);
    return JSON.parse(lines.splice(0).at(-1) ?? '').ip;
  };
  return { ...served, seen };
}

describe('without trusted proxies', async () => {
  const { seen } = await serverBehind();

  test.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip'])(
    'no client chooses its address with %s',
    async (name) => {
      for (const value of ['203.0.113.9', 'for=203.0.113.9', '127.0.0.1, 203.0.113.9']) {
        expect(await seen('198.51.100.7', { [name]: value })).toBe('198.51.100.7');
      }
    },
  );
});

describe('behind trusted proxies', async () => {
  const { seen } = await serverBehind(['10.0.0.0/8', '2001:db8:ffff::/48']);

  test.each([
    ['one proxy', '10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['two proxies', '10.0.0.1', '198.51.100.7, 10.0.0.2', '198.51.100.7'],
    ['a proxy over an IPv6 socket', '::ffff:10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['an IPv6 proxy', '2001:db8:ffff::1', '2001:db8::7', '2001:db8::7'],
    ['a proxy that adds the port', '10.0.0.1', '198.51.100.7:4711', '198.51.100.7'],
    ['a proxy that adds the port to an IPv6 address', '10.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
    ['a client that says it is another', '10.0.0.1', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['a client that says it is a proxy', '10.0.0.1', '203.0.113.9, 10.0.0.2, 198.51.100.7', '198.51.100.7'],
    ['a client that says it is here', '10.0.0.1', '127.0.0.1, 198.51.100.7, 10.0.0.2', '198.51.100.7'],
    ['a client that does not come through a proxy', '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['a proxy that says nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['a proxy that says what is no address', '10.0.0.1', 'unknown', '10.0.0.1'],
  ])('%s', async (_, remoteAddress, forwarded, address) => {
    expect(await seen(remoteAddress, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded })).toBe(address);
  });
});

describe('ROWSEAL_TRUSTED_PROXIES', () => {
  const read = (value: string) => readConfiguration({ ROWSEAL_TRUSTED_PROXIES: value }).trustedProxies;

  test('lists addresses and networks, and is empty by default', () => {
    expect(read('10.0.0.0/8, 192.0.2.1,2001:db8::/32')).toEqual(['10.0.0.0/8', '192.0.2.1', '2001:db8::/32']);
    expect(read('')).toEqual([]);
  });

  test.each(['loopback', 'true', '1', '10.0.0.0/33', 'proxy.example', '0.0.0.0/0', '::/0', '10.0.0.0/8;192.0.2.1'])(
    '%s is refused',
    (value) => {
      expect(() => read(value)).toThrow(/ROWSEAL_TRUSTED_PROXIES/);
    },
  );

  test.each([
    ['half of the internet', '0.0.0.0/1'],
    ['both halves', '0.0.0.0/1,128.0.0.0/1'],
    ['half of it in four parts', '0.0.0.0/3,32.0.0.0/3,64.0.0.0/3,96.0.0.0/3'],
    ['two networks of a size that one may have', '3.0.0.0/8,4.0.0.0/8'],
    ['a network that is private in part', '10.0.0.0/7'],
    ['the same as IPv6', '::ffff:0.0.0.0/97'],
    ['all of IPv4 within a network of IPv6', '::/64'],
    ['all of IPv4 behind NAT64', '64:ff9b::/96'],
    ['half of IPv4 by 6to4', '2002::/17'],
    ['all of IPv6 that is in use', '2000::/3'],
    ['half of IPv6', '8000::/1'],
    ['a large part of IPv6', '2a00::/12'],
    ['more than what is private', 'fc00::/6'],
    [
      'many networks of IPv6',
      Array.from({ length: 17 }, (_, i) => `2a${i.toString(16).padStart(2, '0')}::/24`).join(','),
    ],
  ])('%s is refused: %s', (_, value) => {
    expect(() => read(value)).toThrow(/^ROWSEAL_TRUSTED_PROXIES must not trust more/);
  });

  test.each([
    ['what is private', '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,127.0.0.0/8,fc00::/7,fe80::/10,::1'],
    ['what is private, as IPv6', '::ffff:10.0.0.0/104'],
    ['one network twice', '3.0.0.0/8,3.0.0.0/8,3.1.0.0/16'],
    [
      'what a provider of proxies publishes',
      '173.245.48.0/20,103.21.244.0/22,141.101.64.0/18,162.158.0.0/15,104.16.0.0/13,104.24.0.0/14,172.64.0.0/13,' +
        '2400:cb00::/32,2606:4700::/32,2803:f800::/32,2405:b500::/32,2a06:98c0::/29,2c0f:f248::/32',
    ],
  ])('%s is taken: the control', (_, value) => {
    expect(read(value)).toEqual(value.split(','));
  });
});
