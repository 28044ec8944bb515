import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openMaintenance } from '#server/database/maintenance.ts';
import { createMetrics } from '#server/observability/metrics.ts';
import { serveMetrics } from '#server/observability/metrics-route.ts';
import { startFigures } from '#server/worker/figures.ts';
import { startWorker } from '#server/worker/worker.ts';
import { closeAfterFile } from '#test/support/closing.ts';
import { runCommand } from '#test/support/command.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { samplesOf } from '#test/support/metric-samples.ts';
import { freePort } from '#test/support/rowseal-process.ts';

const db = await freshDatabase();

const addJob = (task: string, attempts: number) =>
  db.admin`select graphile_worker_rowseal.add_job(${task}, '{}', max_attempts => ${attempts})`;

test('the worker counts its jobs, and parks those that failed as often as they may', async () => {
  const metrics = createMetrics();
  const port = Number(await freePort());
  const fails = { now: true };
  const worker = await startWorker(
    db.workerUrl,
    TEST_MASTER_KEY,
    () => {},
    {
      poison: async () => {
        if (fails.now) throw new Error('this cannot be done\nfor a reason');
      },
    },
    metrics,
  );
  closeAfterFile(worker.stop);
  closeAfterFile(await serveMetrics(metrics, { host: '127.0.0.1', port }, worker.isReady));
  const sample = async (name: string) =>
    samplesOf(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).get(name);

  await addJob('poison', 1);
  await expect.poll(() => sample('rowseal_jobs_total{task="poison",result="parked"}')).toBe(1);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);

  const env = {
    ROWSEAL_WORKER_URL: db.workerUrl,
    ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
    ROWSEAL_GATEWAY_URL: db.gatewayUrl,
    ROWSEAL_ISSUER_URL: db.issuerUrl,
  };
  await expect.poll(async () => (await runCommand(env, 'jobs', 'list')).output).toContain('this cannot be done');
  const { output } = await runCommand(env, 'jobs', 'list');
  expect(output).not.toContain('for a reason');
  const id = /^(\d+) +poison /m.exec(output)?.[1] ?? '';
  expect(await runCommand(env, 'jobs', 'retry', '0')).toMatchObject({ code: 1, output: /no job 0 has been given up/ });
  fails.now = false;
  expect((await runCommand(env, 'jobs', 'retry', id)).output).toBe('1 job will be tried again');
  await expect.poll(() => sample('rowseal_jobs_total{task="poison",result="done"}')).toBe(1);
  expect((await runCommand(env, 'jobs', 'list')).output).toBe('No job has been given up');
  expect((await runCommand(env, 'jobs', 'remove')).output).toBe('0 jobs removed');

  await worker.stop();
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503);
});

test('what an operator watches of the database and the queue is asked for and shown', async () => {
  const metrics = createMetrics();
  const maintenance = openMaintenance(db.workerUrl);
  closeAfterFile(() => maintenance.close());
  await addJob('nobody_knows_it', 1);
  const figures = startFigures(maintenance, () => {}, metrics, 50);
  closeAfterFile(figures.stop);
  const shown = async () => samplesOf(await metrics.text());
  // Of this connection, and gone with it. What it retains from now on is next to nothing.
  await db.admin.begin(async (sql) => {
    await sql`select pg_create_physical_replication_slot('figures', true, true)`;
    await sql`select pg_current_xact_id()`;
    await expect.poll(async () => (await shown()).get('rowseal_oldest_transaction_seconds')).toBeGreaterThan(0);
    const now = await shown();
    expect(now.get('rowseal_replication_slot_retained_bytes{slot="figures"}')).toBeGreaterThanOrEqual(0);
    expect(now.get('rowseal_audit_partitions_ahead_seconds')).toBeGreaterThan(330 * 86_400);
    expect(now.get('rowseal_oldest_xid_age')).toBeGreaterThan(0);
    expect(now.get('rowseal_seal_key_age_seconds')).toBeGreaterThanOrEqual(0);
    expect(now.get('rowseal_jobs_waiting{task="nobody_knows_it"}')).toBe(1);
    await expect
      .poll(async () => (await shown()).get('rowseal_jobs_late_seconds{task="nobody_knows_it"}'))
      .toBeGreaterThan(0);
  });
  expect(figures.isFresh()).toBe(true);
});

test('alert rules and the dashboard ask for metrics that there are', async () => {
  const metrics = createMetrics();
  metrics.watchFigures(() => []);
  for (const name of ['purge_lag_seconds', 'unsealed_events_seconds', 'password_derivations_waiting'] as const)
    metrics.watch(name, () => 0);
  const known = (await metrics.text()).match(/(?<=^# HELP )\S+/gm);
  for (const file of ['docs/operate/alerts.yml', 'docs/operate/dashboard.json']) {
    const names = new Set(readFileSync(file, 'utf8').match(/\browseal_[a-z_]+/g));
    expect(names.size).toBeGreaterThan(5);
    for (const name of names) expect(known).toContain(name.replace(/_(bucket|sum|count)$/, ''));
  }
});
