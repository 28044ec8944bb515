import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startInTurn } from '#server/worker/parts.ts';
import { startWorker } from '#server/worker/worker.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const db = await freshDatabase();
const webhook = async () => {};

const connections = async () =>
  (await db.admin`select from pg_stat_activity where usename = 'rowseal_worker' and datname = current_database()`)
    .length;

/** What a worker counts with, which fails its last part while it is told to: after its runs have begun. */
function failing() {
  const faults = { are: true };
  const watch = () => {
    if (faults.are) throw new Error('the last part cannot begin');
  };
  return { faults, metrics: { watch, watchFigures: () => {}, workerEnded: () => {}, jobEnded: () => {} } };
}

test('parts are started in turn and stopped together, and one that there is not is left out', async () => {
  const said: string[] = [];
  const start = (name: string) => async () => {
    said.push(`${name} starts`);
    return { stop: async () => void said.push(`${name} stops`) };
  };
  const parts = await startInTurn(start('first'), () => undefined, start('second'));
  expect(said.splice(0)).toEqual(['first starts', 'second starts']);
  await parts.stop();
  expect(said).toEqual(['first stops', 'second stops']);
});

test('where a part cannot be started, those before it are stopped, whether they stop cleanly or not, and those after it never begin', async () => {
  const stopped: string[] = [];
  const part = (name: string) => () => ({
    stop: async () => {
      stopped.push(name);
      throw new Error(`${name} hangs`);
    },
  });
  const never = () => {
    throw new Error('began nevertheless');
  };
  const starting = startInTurn(part('first'), part('second'), () => Promise.reject(new Error('no database')), never);
  await expect(starting).rejects.toThrow('no database');
  expect(stopped).toEqual(['first', 'second']);
});

test('a worker whose last part cannot begin leaves nothing at work, and no connection', async () => {
  const { metrics } = failing();
  const starting = startWorker(db.workerUrl, TEST_MASTER_KEY, () => {}, { webhook }, metrics);
  await expect(starting).rejects.toThrow('the last part cannot begin');
  await expect.poll(connections).toBe(0);
});

test('a worker that cannot go on after maintenance takes no job in the next', async () => {
  const maintained = (is: boolean) => db.admin`select rowseal_audit.set_maintenance(${is})`;
  await maintained(true);
  onTestFinished(async () => void (await maintained(false)));
  const said: string[] = [];
  const done: unknown[] = [];
  const tasks = { webhook, tell: async (payload: unknown) => void done.push(payload) };
  const { faults, metrics } = failing();
  const worker = await startWorker(db.workerUrl, TEST_MASTER_KEY, (text) => said.push(text), tasks, metrics);
  onTestFinished(() => worker.stop());
  await maintained(false);
  await expect.poll(() => said).toContain('the worker cannot go on: the last part cannot begin');
  await maintained(true);
  await expect.poll(() => db.admin`select from rowseal_audit.work_in_hand()`).toEqual([]);
  await db.admin.unsafe(`select graphile_worker_rowseal.add_job('tell', '{"n": 1}')`);
  // What is at work looks for jobs each second.
  await sleep(1500);
  expect(done).toEqual([]);
  faults.are = false;
  await maintained(false);
  await expect.poll(() => done).toEqual([{ n: 1 }]);
});
