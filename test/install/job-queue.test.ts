import { randomBytes } from 'node:crypto';
import { afterAll, expect, test, vi } from 'vitest';
import { openAdministrator } from '#server/install/administrator.ts';
import { install } from '#server/install/install.ts';
import { installJobQueue, NEWEST_REVISION } from '#server/install/job-queue.ts';
import { connect } from '#test/support/connect.ts';
import { ownCluster } from '#test/support/own-cluster.ts';

// A cluster of its own, because roles and their passwords are the cluster's.
const cluster = await ownCluster();
const root = connect(cluster.url());
await root.unsafe('create database queued');
const adminUrl = cluster.url('queued');
const masterKey = randomBytes(32);
const { workerUrl } = await install({ adminUrl, masterKey });
const admin = await openAdministrator(adminUrl);
afterAll(async () => {
  await Promise.all([admin.end(), root.end()]);
  await cluster.stop();
});

/** Where no worker can be reached, so that graphile-worker's own migrations cannot even be looked at. */
const NOWHERE = 'postgres://rowseal_worker@127.0.0.1:1/queued';

const revisions = async () => {
  const rows = await admin<{ id: number }[]>`select id from graphile_worker_rowseal.migrations order by id`;
  return rows.map(({ id }) => id);
};
const enqueue = () => admin`select graphile_worker_rowseal.enqueue('mail', '{}', null, null, 1, 0)`;

test('the newest revision is that of graphile-worker as it is installed', async () => {
  const file = new URL('generated/sql.js', import.meta.resolve('graphile-worker'));
  const { migrations } = (await import(file.href)) as { migrations: Record<string, string> };
  expect(Math.max(...Object.keys(migrations).map((name) => Number.parseInt(name, 10)))).toBe(NEWEST_REVISION);
  expect(Math.max(...(await revisions()))).toBe(NEWEST_REVISION);
});

test('a queue that has every migration is left as it is, and what is ours in it is set right', async () => {
  await admin`drop function graphile_worker_rowseal.enqueue(text, json, text, text, integer, integer)`;
  await installJobQueue(admin, NOWHERE);
  await enqueue();
});

test('an older queue is brought up', async () => {
  await admin`delete from graphile_worker_rowseal.migrations where id = ${NEWEST_REVISION}`;
  // The control: this time the worker has to be reached.
  await expect(installJobQueue(admin, NOWHERE)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await installJobQueue(admin, workerUrl);
  expect(await revisions()).toContain(NEWEST_REVISION);
});

test('a queue that is gone is made anew, by the next start', async () => {
  await admin`drop schema graphile_worker_rowseal cascade`;
  await install({ adminUrl, masterKey });
  expect(Math.max(...(await revisions()))).toBe(NEWEST_REVISION);
  await enqueue();
});

test('an installation of before, which does not say how old its queue is, is asked by graphile-worker', async () => {
  await admin`drop function rowseal_private.queue_revision()`;
  await expect(installJobQueue(admin, NOWHERE)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await installJobQueue(admin, workerUrl);
});

test('a queue of a newer graphile-worker is used with a warning, and refused where that breaks', async () => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  const exitCode = process.exitCode;
  const newer = NEWEST_REVISION + 1;
  await admin`insert into graphile_worker_rowseal.migrations (id, breaking) values (${newer}, false)`;
  await install({ adminUrl, masterKey, replace: true });
  expect(told.mock.calls.flat().join()).toContain(`schema revision ${newer}`);
  await admin`update graphile_worker_rowseal.migrations set breaking = true where id = ${newer}`;
  await expect(install({ adminUrl, masterKey })).rejects.toThrow('installing the queue of jobs');
  await admin`delete from graphile_worker_rowseal.migrations where id = ${newer}`;
  process.exitCode = exitCode;
  told.mockRestore();
});

test('an administrator who may not act for the worker is told so', async () => {
  await root.unsafe('create role onlooker login');
  const onlooker = await openAdministrator(cluster.url('queued', 'onlooker'));
  await expect(installJobQueue(onlooker, NOWHERE)).rejects.toMatchObject({ code: '42501' });
  await onlooker.end();
});
