import { expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { demoApp } from '#test/support/demo-app.ts';

const { db, send } = await demoApp({ graphql: false });

const logInFrom = (remoteAddress: string) =>
  send({
    method: 'POST',
    url: '/v1/auth/token',
    payload: { provider: 'password', email: 'viewer@acme.test', password: DEMO_PASSWORD },
    remoteAddress,
  });

test.each([
  ['198.51.100.9', '198.51.100.9', '198.51.100.0/24'],
  ['::ffff:203.0.113.9', '203.0.113.9', '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['fe80::9%eth0', 'fe80::9', 'fe80::/64'],
])('a client at %s is known as %s, of the network %s', async (address, known, network) => {
  expect((await logInFrom(address)).status).toBe(200);
  const [session] =
    await db.admin`select host(ip) as ip from rowseal_private.sessions order by created_at desc limit 1`;
  expect(session).toEqual({ ip: known });
  expect(await db.admin`select from rowseal_private.known_networks where network = ${network}`).toHaveLength(1);
});
