import { afterEach, describe, expect, test } from 'vitest';
import { openReadiness } from '#server/database/readiness.ts';
import { demoApp, serverOn } from '#test/support/demo-app.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';
import { startTicking } from '#test/support/ticks.ts';

const soon = { timeout: 60_000 };
const silent = { info: () => {}, warn: () => {} };

describe('readiness', async () => {
  const { db } = await demoApp({ graphql: false });
  const network = await openFaultProxy(db.gatewayUrl);
  const urls = {
    gatewayUrl: network.through(db.gatewayUrl),
    issuerUrl: network.through(db.issuerUrl),
    workerUrl: network.through(db.workerUrl),
  };
  const { send } = await serverOn(db, { ...urls, graphql: false });
  const readiness = async () => (await send({ url: '/readyz' })).status;
  afterEach(async () => {
    await network.heal();
    await expect.poll(readiness, soon).toBe(200);
  });

  test.each([
    [
      'the gateway',
      'revoke execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text) from rowseal_gateway',
      'grant execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text) to rowseal_gateway',
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
    using clock = startTicking();
    expect(await readiness()).toBe(503);
    expect(clock.seconds()).toBeLessThan(3);
  });

  test('nobody listens at the address, or every connection is closed: 503', async () => {
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
  });
});
