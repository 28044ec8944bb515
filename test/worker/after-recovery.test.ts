import { expect, onTestFinished, test } from 'vitest';
import { WORKER_SCHEMA } from '#server/install/job-queue.ts';
import { startWorker } from '#server/worker/worker.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const db = await freshDatabase();

test('what tells somebody something waits while the database may have lost commits, and is done once it is recovered', async () => {
  const told: unknown[] = [];
  const tell = async (payload: unknown) => void told.push(payload);
  const failed: string[] = [];
  const worker = await startWorker(db.workerUrl, TEST_MASTER_KEY, (message) => failed.push(message), { tell });
  onTestFinished(() => worker.stop());
  const add = (n: number) => db.admin.unsafe(`select ${WORKER_SCHEMA}.add_job('tell', '{"n": ${n}}')`);
  await add(1);
  // The control: it is told where nothing is lost.
  await expect.poll(() => told).toEqual([{ n: 1 }]);
  await db.admin`update rowseal_private.known_place set timeline = timeline + 1`;
  await add(2);
  await expect.poll(() => failed.join()).toContain('may have lost commits');
  expect(told).toEqual([{ n: 1 }]);
  await db.admin`select rowseal_audit.nothing_lost()`;
  await expect.poll(() => told).toEqual([{ n: 1 }, { n: 2 }]);
});
