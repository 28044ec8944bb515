import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { addNewKey, keyWrap } from '#server/credentials/key-material.ts';
import { openIssuer } from '#server/database/issuer.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { WORKER_SCHEMA } from '#server/install/job-queue.ts';
import { startPurging } from '#server/worker/purging.ts';
import { startWorker } from '#server/worker/worker.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { createPerson } from '#test/support/people.ts';

const CHORES = [
  'advance_event_keys',
  'advance_seal_key',
  'advance_signing_keys',
  'drop_audit_partitions',
  'ensure_audit_partitions',
  'reencrypt_secrets',
  'remove_parked_jobs',
];
const db = await freshDatabase();

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (await condition()) return;
    await sleep(50);
  }
  throw new Error('it did not come to that in 5 s');
}

test('the worker removes what has ended and leaves what lives, under rowseal_worker', async () => {
  const living = await createPerson(db.admin, 'acme', 'owner');
  const expired = await Promise.all(Array.from({ length: 30 }, () => createPerson(db.admin, 'acme', 'member')));
  await db.admin`update rowseal_private.sessions set expires_at = now() - interval '31 days'
                  where id in ${db.admin(expired.map(({ entry }) => entry.sid))}`;
  const complaints: string[] = [];
  const report = (message: string) => void complaints.push(message);
  const purges = [1, 2].map(() => startPurging(() => openMaintenance(db.workerUrl), report, undefined, 0));
  await until(async () => {
    const left = await db.admin`select id from rowseal_private.sessions`;
    return left.length === 1 && left[0]?.['id'] === living.entry.sid;
  });
  await Promise.all(purges.map((purge) => purge.stop()));
  expect(complaints).toEqual([]);
});

test('of several workers that are given the same chores, each chore is done by one', async () => {
  const complaints: string[] = [];
  const workers = await Promise.all(
    [1, 2].map(() => startWorker(db.workerUrl, TEST_MASTER_KEY, (message) => complaints.push(message))),
  );
  for (const chore of ['drop_audit_partitions', 'ensure_audit_partitions'])
    await db.admin.unsafe(`select ${WORKER_SCHEMA}.add_job('${chore}')`);
  await until(async () => (await db.admin.unsafe(`select from ${WORKER_SCHEMA}.jobs`)).length === 0);
  await Promise.all(workers.map((worker) => worker.stop()));
  expect(complaints).toEqual([]);
});

test('its chores are known to run regularly', async () => {
  const worker = await startWorker(db.workerUrl, TEST_MASTER_KEY, () => {});
  const known = () => db.admin.unsafe(`select identifier from ${WORKER_SCHEMA}._private_known_crontabs order by 1`);
  await until(async () => (await known()).length === CHORES.length);
  await worker.stop();
  expect((await known()).map(({ identifier }) => identifier)).toEqual(CHORES);
});

describe('signing keys', () => {
  const states = async () => {
    const rows = await db.admin`select state from rowseal_private.signing_keys order by created_at, id`;
    return rows.map(({ state }) => state).join(' ');
  };
  const runNow = () => db.admin.unsafe(`select ${WORKER_SCHEMA}.add_job('advance_signing_keys')`);
  const pass = (interval: string) =>
    db.admin`update rowseal_private.signing_keys set state_changed_at = state_changed_at - ${interval}::interval`;

  test('go through all their states by schedule, and none is ever lacking', async () => {
    const issuer = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 1 });
    await addNewKey(issuer, keyWrap(TEST_MASTER_KEY), 'EdDSA');
    await issuer.close();
    const complaints: string[] = [];
    const worker = await startWorker(db.workerUrl, TEST_MASTER_KEY, (message) => complaints.push(message));
    await runNow();
    await until(async () => (await states()) === 'current next');
    await pass('30 days');
    await runNow();
    await until(async () => (await states()) === 'retiring current next');
    await pass('65 minutes');
    await runNow();
    await until(async () => (await states()) === 'gone current next');
    await worker.stop();
    expect(complaints).toEqual([]);
  });

  test('are not mixed with those of another master key', async () => {
    await db.admin`select rowseal_private.revoke_signing_key(id) from rowseal_private.signing_keys where state = 'next'`;
    const complaints: string[] = [];
    const worker = await startWorker(db.workerUrl, new Uint8Array(32).fill(9), (message) => complaints.push(message));
    await runNow();
    await until(async () => complaints.some((complaint) => complaint.includes('another ROWSEAL_MASTER_KEY')));
    await worker.stop();
    expect(await states()).toBe('gone current gone');
  });
});

test('what somebody is using is left for the next time, and not waited for', async () => {
  const [used, other] = [
    await createPerson(db.admin, 'initech', 'owner'),
    await createPerson(db.admin, 'initech', 'member'),
  ];
  const ended = [used.entry.sid, other.entry.sid];
  await db.admin`update rowseal_private.sessions set expires_at = now() - interval '31 days' where id in ${db.admin(ended)}`;
  const left = () => db.admin`select id from rowseal_private.sessions where id in ${db.admin(ended)}`;
  const purge = () => db.admin`select rowseal_private.purge()`;
  await db.admin.begin(async (user) => {
    await user`select from rowseal_private.sessions where id = ${used.entry.sid} for update`;
    await purge();
    expect(await left()).toEqual([{ id: used.entry.sid }]);
  });
  await purge();
  expect(await left()).toEqual([]);
});

test('dropping old audit events gives up after two seconds where somebody reads them', async () => {
  await db.admin.unsafe(
    `create table rowseal_private.audit_events_200101 partition of rowseal_private.audit_events for values from ('2001-01-01 Z') to ('2001-02-01 Z');
     alter table rowseal_private.audit_events_200101 owner to rowseal_owner`,
  );
  const drop = () => db.admin`select rowseal_private.drop_audit_partitions() as dropped`;
  await db.admin.begin(async (reader) => {
    await reader`select from rowseal_private.audit_events limit 1`;
    await expect(drop()).rejects.toMatchObject({ code: '55P03' });
  });
  expect(await drop()).toEqual([{ dropped: 1 }]);
});
