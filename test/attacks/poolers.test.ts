import pg from 'pg';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import { addNewKey } from '#server/credentials/key-material.ts';
import { openGateway } from '#server/database/gateway.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { install } from '#server/install/install.ts';
import { connect } from '#test/support/connect.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { ATTACKS, LAIR } from '#test/support/entrance-attacks.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { kidsOf, statusAt, testWrap } from '#test/support/nodes.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { createPerson } from '#test/support/people.ts';
import { PGBOUNCER, startPgBouncer } from '#test/support/pgbouncer.ts';
import { type Pooler, startRenamingPooler } from '#test/support/renaming-pooler.ts';

// A server both of whose doors are behind poolers in transaction mode, while a client's SQL attacks what all share. Roles are the cluster's: a
// cluster of its own.
const cluster = await preparedCluster(['app']);
const adminUrl = cluster.url('app');
const doors = await install({ adminUrl, masterKey: TEST_MASTER_KEY });
await installNotes(adminUrl);
await seedDemo(adminUrl, doors);
const admin = connect(adminUrl, { max: 2 });
await admin.unsafe(LAIR);
const attacker = await createPerson(admin, 'evil', 'owner');
const stopping: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(stopping.map((stop) => stop()));
  await admin.end();
  await cluster.stop();
});

const started = async (pooler: Promise<Pooler>) => {
  const { port, stop } = await pooler;
  stopping.push(stop);
  return port;
};
const socket = `${cluster.socketDir}/.s.PGSQL.5432`;
const through = (port: number, door: string) => `postgres://rowseal_${door}@127.0.0.1:${port}/app`;

const routes = [
  {
    name: 'poolers that rename statements',
    follows: true,
    gateway: await started(startRenamingPooler(socket, 2)),
    issuer: await started(startRenamingPooler(socket, 2)),
  },
  {
    name: 'poolers that do not follow prepared statements',
    follows: false,
    gateway: await started(startRenamingPooler(socket, 2, false)),
    issuer: await started(startRenamingPooler(socket, 2, false)),
  },
];
if (PGBOUNCER) {
  const port = await started(startPgBouncer(cluster.socketDir, 2));
  const follows = !/^1\.(1[0-9]|20)$/.test(PGBOUNCER);
  routes.push({ name: `PgBouncer ${PGBOUNCER}`, follows, gateway: port, issuer: port });
}

describe.each(routes)('both doors behind $name', (route) => {
  const gatewayUrl = through(route.gateway, 'gateway');
  const issuerUrl = through(route.issuer, 'issuer');

  const opened = async () => {
    const masterKey = TEST_MASTER_KEY;
    const more = { publicUrl: PUBLIC_URL, schemas: ['app'], development: false, logLevel: 'silent', graphql: false };
    const app = await buildApp({ gatewayUrl, issuerUrl, masterKey, ...more, isLagging: () => false });
    onTestFinished(() => app.close());
    return app;
  };

  test('somebody logs in, works and refreshes, before and after attacks by SQL of another request', async () => {
    const app = await opened();
    const post = async (url: string, payload: object) => (await app.inject({ method: 'POST', url, payload })).json();
    const walk = async () => {
      const member = { provider: 'password', email: 'member@acme.test', password: DEMO_PASSWORD, transport: 'body' };
      const first = await post('/v1/auth/token', member);
      const second = await post('/v1/auth/refresh', { refresh_token: first.refresh_token });
      return Promise.all([first, second].map(({ access_token }) => statusAt(app, access_token)));
    };
    expect(await walk()).toEqual([200, 200]);
    expect((await app.inject('/readyz')).statusCode).toBe(200);
    const gateway = openGateway(gatewayUrl, { max: 2 });
    onTestFinished(() => gateway.close());
    for (const { sql } of ATTACKS) {
      for (const text of sql) await gateway.query({ ...attacker.entry }, { text, values: [] }).catch(() => {});
    }
    // More than there are backends.
    expect(await Promise.all([1, 2, 3, 4].map(walk))).toEqual([1, 2, 3, 4].map(() => [200, 200]));
    expect(await admin`select from evil.loot`).toHaveLength(0);
  });

  test('a new signing key is heard of by the poll, since no notice comes', async () => {
    const app = await opened();
    const maintenance = openMaintenance(doors.workerUrl);
    onTestFinished(() => maintenance.close());
    expect(await admin`select from pg_stat_activity where application_name = 'rowseal issuer, listening'`).toHaveLength(
      0,
    );
    const next = (await maintenance.signingKeys()).find(({ state }) => state === 'next');
    if (next) await maintenance.revokeSigningKey(next.id);
    const before = await kidsOf(app);
    await addNewKey(maintenance, testWrap, 'EdDSA');
    await expect.poll(() => kidsOf(app)).not.toEqual(before);
  });

  test('the control: startup options are refused, and two clients that name a statement alike are served only where the pooler follows', async () => {
    const outcomes = [];
    for (const _ of ['one', 'another']) {
      const client = new pg.Client(issuerUrl);
      await client.connect();
      onTestFinished(() => client.end());
      outcomes.push(
        await client.query({ name: 'alike', text: 'select' }).then(
          () => 'served',
          ({ code }) => code,
        ),
      );
    }
    expect(outcomes).toEqual(['served', route.follows ? 'served' : '42P05']);
    const pinned = new pg.Client({ connectionString: issuerUrl, options: '-c search_path=' });
    await expect(pinned.connect()).rejects.toMatchObject({ code: '08P01' });
  });
});

test(`PgBouncer is ${PGBOUNCER ?? 'not on this machine, so that its route was skipped'}`, () => {
  expect(routes).toHaveLength(PGBOUNCER ? 3 : 2);
});
