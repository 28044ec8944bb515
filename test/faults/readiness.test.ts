import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installDemo } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import { openReadiness } from '#server/database/readiness.ts';
import { type Embedded, startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { ensureDatabase, install } from '#server/install/install.ts';
import { TEST_BINARIES } from '#test/support/cluster.ts';
import { withConnection } from '#test/support/connect.ts';
import { demoApp, PUBLIC_URL, serverOn } from '#test/support/demo-app.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { startStandby } from '#test/support/standby.ts';

const soon = { timeout: 15_000 };
const silent = { info: () => {}, warn: () => {} };

describe('readiness', async () => {
  const { db } = await demoApp();
  const network = await openFaultProxy(db.gatewayUrl);
  const urls = {
    gatewayUrl: network.through(db.gatewayUrl),
    issuerUrl: network.through(db.issuerUrl),
    workerUrl: network.through(db.workerUrl),
  };
  const { send } = await serverOn(db, urls);
  const readiness = async () => (await send({ url: '/readyz' })).status;
  afterEach(async () => {
    await network.heal();
    await expect.poll(readiness, soon).toBe(200);
  });

  test.each([
    [
      'the gateway',
      'revoke execute on function rowseal.enter from rowseal_gateway',
      'grant execute on function rowseal.enter to rowseal_gateway',
    ],
    [
      'the issuer',
      'alter function rowseal_private.browser_claims rename to mislaid',
      'alter function rowseal_private.mislaid rename to browser_claims',
    ],
    [
      'the worker',
      'revoke execute on function rowseal_private.list_clients from rowseal_worker',
      'grant execute on function rowseal_private.list_clients to rowseal_worker',
    ],
  ])('a function of %s that is broken: 503', async (_, breakIt, mendIt) => {
    await db.admin.unsafe(breakIt);
    await expect.poll(readiness, soon).toBe(503);
    await db.admin.unsafe(mendIt);
  });

  test('every connection hangs: 503 within bounds', async () => {
    network.silence();
    await expect.poll(readiness, soon).toBe(503);
    const began = performance.now();
    expect(await readiness()).toBe(503);
    expect(performance.now() - began).toBeLessThan(8_000);
  }, 40_000);

  test('nobody is at the address, or whoever connects is disconnected: 503', async () => {
    network.hangUp();
    await expect.poll(readiness, soon).toBe(503);
    await network.vanish();
    await expect.poll(readiness, soon).toBe(503);
  });

  test('the database hears of many askers once a second', async () => {
    const shared = openReadiness({ ...db }, silent);
    await db.admin.unsafe('create sequence public.asked; grant usage on sequence public.asked to rowseal_gateway');
    const [{ body } = { body: '' }] = await db.admin<{ body: string }[]>`
      select pg_get_functiondef('rowseal.try_entry()'::regprocedure) as body`;
    await db.admin.unsafe(body.replace('begin\n', `begin\n  perform nextval('public.asked');\n`));
    const began = performance.now();
    let answers = 0;
    while (performance.now() - began < 2_500) {
      const ready = await Promise.all(Array.from({ length: 100 }, () => shared.ask()));
      answers += ready.filter(Boolean).length;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const seconds = (performance.now() - began) / 1000;
    await shared.close();
    await db.admin.unsafe(body);
    const [asked] = await db.admin<{ last_value: number }[]>`select last_value::int from public.asked`;
    expect(answers).toBeGreaterThan(200);
    expect(asked?.last_value).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
  }, 20_000);
});

describe('a database that takes no writes', async () => {
  const base = mkdtempSync(path.join(tmpdir(), 'rowseal-read-only-'));
  chmodSync(base, 0o755); // root's server account must get through
  const clusters: Embedded[] = [];
  afterAll(async () => {
    await Promise.all(clusters.map((cluster) => cluster.stop()));
    rmSync(base, { recursive: true, force: true });
  });
  const binaries = TEST_BINARIES ? { binaries: TEST_BINARIES } : {};
  const primary = await startEmbedded({ dataDir: path.join(base, 'primary'), ...binaries });
  clusters.push(primary);
  await ensureDatabase(primary.url(), 'rowseal');
  const doors = await install({ adminUrl: primary.url('rowseal'), masterKey: TEST_MASTER_KEY });
  await installDemo(primary.url('rowseal'));
  await seedDemo(primary.url('rowseal'), doors);
  const options = {
    masterKey: TEST_MASTER_KEY,
    publicUrl: PUBLIC_URL,
    schemas: ['app'],
    development: false,
    logLevel: 'silent',
  };
  const credentials = { provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD };

  test('default_transaction_read_only: not ready, and writes are answered with 503, until it is taken back', async () => {
    const app = await buildApp({ ...doors, ...options });
    const logIn = () => app.inject({ method: 'POST', url: '/v1/auth/token', payload: credentials });
    const readiness = async () => (await app.inject('/readyz')).statusCode;
    expect([await readiness(), (await logIn()).statusCode]).toEqual([200, 200]);
    const set = (value: string) =>
      withConnection(primary.url('rowseal'), async (sql) => {
        await sql.unsafe(`alter system set default_transaction_read_only = ${value}`);
        await sql`select pg_reload_conf()`;
      });
    await set('on');
    await expect.poll(readiness, soon).toBe(503);
    const refused = await logIn();
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      503,
      'unavailable',
      '1',
    ]);
    await set('off');
    await expect.poll(readiness, soon).toBe(200);
    expect((await logIn()).statusCode).toBe(200);
    await app.close();
  }, 60_000);

  test('a standby: not ready, and writes are answered with 503', async () => {
    await primary.stop();
    const standby = await startStandby(primary.dataDir, path.join(base, 'standby'));
    clusters.push(standby);
    const moved = (url: string) => {
      const changed = new URL(url);
      changed.searchParams.set('host', standby.socketDir);
      return changed.href;
    };
    const urls = {
      gatewayUrl: moved(doors.gatewayUrl),
      issuerUrl: moved(doors.issuerUrl),
      workerUrl: moved(doors.workerUrl),
    };
    await withConnection(standby.url('rowseal'), async (sql) => {
      expect((await sql`select pg_is_in_recovery() as standby`)[0]).toEqual({ standby: true });
    });
    const app = await buildApp({ ...urls, ...options });
    expect((await app.inject('/readyz')).statusCode).toBe(503);
    const refused = await app.inject({ method: 'POST', url: '/v1/auth/token', payload: credentials });
    expect([refused.statusCode, refused.json().code]).toEqual([503, 'unavailable']);
    await app.close();
  }, 60_000);
});
