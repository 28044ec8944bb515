import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { buildApp } from '#server/app.ts';
import { whatStandsBetween } from '#server/database/between.ts';
import { openAdministrator } from '#server/install/administrator.ts';
import { startWorker } from '#server/worker/worker.ts';
import { runCommand } from '#test/support/command.ts';
import { freshDatabase } from '#test/support/database.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { PGBOUNCER, startPgBouncer } from '#test/support/pgbouncer.ts';
import { startRenamingPooler } from '#test/support/renaming-pooler.ts';

const db = await freshDatabase();
const socketDir = new URL(db.adminUrl).searchParams.get('host') ?? '';
const name = new URL(db.gatewayUrl).pathname;
const stopping: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(stopping.map((stop) => stop())));
const started = async (pooler: Promise<{ port: number; stop(): Promise<unknown> }>) => {
  const { port, stop } = await pooler;
  stopping.push(stop);
  return (door: string) => `postgres://rowseal_${door}@127.0.0.1:${port}${name}?sslmode=disable`;
};

test('PostgreSQL itself is nothing in between, and neither is what passes all on', async () => {
  expect(await whatStandsBetween(db.gatewayUrl)).toBeUndefined();
  const proxy = await openFaultProxy(db.gatewayUrl);
  expect(await whatStandsBetween(proxy.through(db.gatewayUrl))).toBeUndefined();
});

describe.runIf(PGBOUNCER)('PgBouncer', () => {
  test.each(['transaction', 'session'] as const)('in %s mode is recognised', async (mode) => {
    const through = await started(startPgBouncer(socketDir, 3, undefined, { mode }));
    expect(await whatStandsBetween(through('gateway'))).toEqual({ name: 'PgBouncer', mode });
  });

  test('keeps a worker from starting where it has no session of its own, with a sentence; in session mode one works', async () => {
    const shared = await started(startPgBouncer(socketDir, 3));
    await expect(startWorker(shared('worker'), TEST_MASTER_KEY, () => {})).rejects.toThrow(
      'ROWSEAL_WORKER_URL leads through PgBouncer, in transaction mode',
    );
    const own = await started(startPgBouncer(socketDir, 20, undefined, { mode: 'session' }));
    const said: string[] = [];
    const worker = await startWorker(own('worker'), TEST_MASTER_KEY, (message) => said.push(message));
    await worker.stop();
    expect(said).toEqual([expect.stringContaining('rowseal_worker connects through a pooler')]);
  });

  test('is what a server says at its start that is behind it, of each door', async () => {
    const through = await started(startPgBouncer(socketDir, 5));
    const said: string[] = [];
    const app = await buildApp({
      gatewayUrl: through('gateway'),
      issuerUrl: through('issuer'),
      masterKey: TEST_MASTER_KEY,
      publicUrl: PUBLIC_URL,
      development: false,
      graphql: false,
      logLevel: 'info',
      logStream: { write: (line) => said.push(line) },
      isLagging: () => false,
    });
    onTestFinished(() => app.close());
    await app.inject('/readyz');
    await expect.poll(() => said.join()).toContain('rowseal_issuer connects through a pooler');
  });

  test('is what doctor says of each login role, and that the worker cannot be behind it', async () => {
    const through = await started(startPgBouncer(socketDir, 3));
    const { output } = await runCommand(
      {
        DATABASE_URL: db.adminUrl,
        ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
        ROWSEAL_GATEWAY_URL: through('gateway'),
        ROWSEAL_ISSUER_URL: db.issuerUrl,
        ROWSEAL_WORKER_URL: through('worker'),
      },
      'doctor',
      '--json',
    );
    const of = (door: string) =>
      (JSON.parse(output) as { topic: string; state: string; what: string }[]).find(
        ({ topic }) => topic === `login role ${door}`,
      );
    expect(of('gateway')).toMatchObject({ state: 'passes', what: 'ready, through PgBouncer, in transaction mode' });
    expect(of('issuer')).toMatchObject({ state: 'passes', what: 'ready, without a pooler' });
    expect(of('worker')).toMatchObject({ state: 'fails', what: expect.stringContaining('transaction mode') });
  });

  test('that was told to drop startup parameters is recognised as one that does', async () => {
    const more = 'ignore_startup_parameters = options, rowseal_probe';
    const through = await started(startPgBouncer(socketDir, 3, undefined, { more }));
    expect(await whatStandsBetween(through('gateway'))).toEqual({
      name: 'a pooler that drops startup parameters, as Supavisor and PgCat do',
      mode: 'transaction',
    });
  });
});

test('keeps an administrator away from a pooler in transaction mode: an installer holds its lock for a session', async () => {
  const { port, stop } = await startRenamingPooler(`${socketDir}/.s.PGSQL.5432`, 2);
  stopping.push(stop);
  const { username } = new URL(db.adminUrl);
  const adminUrl = `postgres://${username}@127.0.0.1:${port}${name}?sslmode=disable`;
  await expect(openAdministrator(adminUrl)).rejects.toThrow(
    /^DATABASE_URL leads through a pooler that .*, in transaction mode/,
  );
  // The control: without it the same role is welcome.
  const admin = await openAdministrator(db.adminUrl);
  await admin.end();
});

test('a pooler that renames statements is in transaction mode', async () => {
  const through = await started(startRenamingPooler(`${socketDir}/.s.PGSQL.5432`, 1));
  expect(await whatStandsBetween(through('gateway'))).toMatchObject({ mode: 'transaction' });
});
