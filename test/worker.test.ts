import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startWorker, WORKER_SCHEMA } from '#server/worker.ts';
import { freshDatabase } from '#test/setup/database.ts';
import { createPerson } from '#test/setup/people.ts';

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
  await db.admin`update rowseal_private.sessions set expires_at = now() - interval '1 second'
                  where id in ${db.admin(expired.map(({ entry }) => entry.sid))}`;
  const complaints: string[] = [];
  const workers = await Promise.all([1, 2].map(() => startWorker(db.workerUrl, (message) => complaints.push(message))));
  await db.admin.unsafe(
    `select ${WORKER_SCHEMA}.add_job('purge'), ${WORKER_SCHEMA}.add_job('ensure_audit_partitions')`,
  );
  await until(async () => {
    const left = await db.admin`select id from rowseal_private.sessions`;
    return left.length === 1 && left[0]?.['id'] === living.entry.sid;
  });
  await until(async () => (await db.admin.unsafe(`select from ${WORKER_SCHEMA}.jobs`)).length === 0);
  await Promise.all(workers.map((worker) => worker.stop()));
  expect(complaints).toEqual([]);
});

test('its chores are known to run regularly', async () => {
  const worker = await startWorker(db.workerUrl, () => {});
  const known = () => db.admin.unsafe(`select identifier from ${WORKER_SCHEMA}._private_known_crontabs order by 1`);
  await until(async () => (await known()).length === 2);
  await worker.stop();
  expect((await known()).map(({ identifier }) => identifier)).toEqual(['ensure_audit_partitions', 'purge']);
});
