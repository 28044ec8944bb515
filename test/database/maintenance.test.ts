import { afterAll, expect, test } from 'vitest';
import { listClients } from '#server/cli/clients.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { clientSecretWrap } from '#server/idp/client-secret.ts';
import { freshDatabase } from '#test/support/database.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { testWrap } from '#test/support/nodes.ts';

const db = await freshDatabase();
const network = await openFaultProxy(db.workerUrl);
const open = () => {
  const door = openMaintenance(network.through(db.workerUrl), { silence: 1_500 });
  afterAll(() => door.close(0));
  return door;
};

test('a call that the database never answers fails, with a connection that was there or without, and the next one is answered', async () => {
  // The control is the next test.
  const used = open();
  const unused = open();
  expect(await used.clients()).toEqual([]);
  network.silence();
  for (const door of [used, unused])
    await expect(Promise.all([door.purgeLag(), door.clients()])).rejects.toThrow(
      /^the database has not answered for 1.5 s/,
    );
  await network.heal();
  for (const door of [used, unused]) await expect.poll(() => door.clients().catch(String)).toEqual([]);
});

test('a call that takes its time, but less than that, is answered: the control', async () => {
  const lock = await db.admin.reserve();
  await lock`begin`;
  await lock`lock table rowseal_private.oauth_clients in access exclusive mode`;
  let isAnswered = false;
  const clients = open()
    .clients()
    .finally(() => {
      isAnswered = true;
    });
  const waiting = () => db.admin`
    select from pg_stat_activity where application_name = 'rowseal maintenance' and wait_event_type = 'Lock' and datname = ${db.name}`;
  await expect.poll(async () => (await waiting()).length).toBe(1);
  expect(isAnswered).toBe(false);
  await lock`rollback`;
  lock.release();
  expect(await clients).toEqual([]);
});

test('all clients are listed, however many pages they fill', async () => {
  await db.admin`
    insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
    select 'app_' || lpad(n::text, 22, '0'), 'Client ' || n, '{https://client.test/}', 'none' from generate_series(1, 2001) as n`;
  const context = {
    masterKey: TEST_MASTER_KEY,
    door: () => db.workerUrl,
    signingKeys: testWrap,
    clientSecrets: clientSecretWrap(TEST_MASTER_KEY),
  };
  const [, ...lines] = (await listClients(open(), context)).split('\n');
  expect(lines.map((line) => Number(line.slice(4, 26)))).toEqual(Array.from({ length: 2001 }, (_, n) => n + 1));
});
