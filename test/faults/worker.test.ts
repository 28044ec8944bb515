import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Embedded } from '#server/embedded/embedded-postgres.ts';
import { ensureDatabase, install } from '#server/install/install.ts';
import { WORKER_SCHEMA } from '#server/install/job-queue.ts';
import { withConnection } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { mailServer, mailWorker } from '#test/support/mail.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { ownCluster } from '#test/support/own-cluster.ts';
import { createPerson } from '#test/support/people.ts';
import { freePort, ready, startRowseal } from '#test/support/rowseal-process.ts';

const soon = { timeout: 60_000, interval: 100 };

/** A mail server that receives a mail, and says so only when it is let. */
async function slowMailServer() {
  const server = await mailServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.hold = promise;
  const letGo = () => {
    server.hold = undefined;
    resolve();
  };
  return { url: server.url, inbox: server.inbox, letGo };
}

describe('a database that is stopped while a mail is in hand', () => {
  test('ends neither HTTP nor the worker for good; the mail is sent once, and no job stays locked', async () => {
    // A database that comes back where it was: always the same socket.
    const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-worker-'));
    await chmod(folder, 0o777);
    const url = (database: string) => `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
    const startDatabase = () =>
      ownCluster({
        dataDir: path.join(folder, 'data'),
        settings: { unix_socket_directories: folder },
      });
    let database: Embedded = await startDatabase();
    onTestFinished(async () => {
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    });
    await ensureDatabase(url('postgres'), 'rowseal');
    await install({ adminUrl: url('rowseal'), masterKey: TEST_MASTER_KEY });
    const mail = await slowMailServer();
    const port = await freePort();
    const run = startRowseal(
      {
        HOST: '127.0.0.1',
        PORT: port,
        DATABASE_URL: url('rowseal'),
        ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
        ROWSEAL_SMTP_URL: mail.url,
        ROWSEAL_GRAPHQL: 'off',
      },
      ['--demo=off'],
      tmpdir(),
    );
    onTestFinished(() => void run.process.kill('SIGKILL'));
    await ready(run);
    const base = `http://127.0.0.1:${port}`;
    const register = (email: string) =>
      fetch(`${base}/v1/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: 'correct horse battery staple' }),
      });

    expect((await register('first@acme.test')).status).toBe(202);
    await expect.poll(() => mail.inbox.length, soon).toBe(1);
    await database.stop();
    mail.letGo();
    await expect.poll(() => run.output(), soon).toContain('it is started again');
    expect((await fetch(`${base}/healthz`)).status).toBe(200);

    database = await startDatabase();
    const jobs = () =>
      withConnection(url('rowseal'), (sql) =>
        sql.unsafe(`select task_identifier, locked_at from ${WORKER_SCHEMA}.jobs`),
      );
    await expect.poll(jobs, soon).toEqual([]);
    expect(mail.inbox.map(({ recipients }) => recipients)).toEqual([['first@acme.test']]);
    const metrics = await (await fetch(`${base}/metrics`)).text();
    expect(metrics).toMatch(/^rowseal_worker_restarts_total [1-9]/m);

    expect((await register('second@acme.test')).status).toBe(202);
    await expect.poll(() => mail.inbox.length, soon).toBe(2);
    run.process.kill('SIGTERM');
    expect(await run.exited).toBe(0);
  }, 180_000);
});

describe('a graceful stop while a mail is in hand', () => {
  test('waits for it: no job stays, locked or not, and nothing is mailed twice', async () => {
    const db = await freshDatabase();
    const mail = await slowMailServer();
    const { entry } = await createPerson(db.admin, 'acme', 'owner');
    const worker = await mailWorker(db.workerUrl, mail.url);
    await db.admin`select rowseal_private.revoke_session(${entry.sub}, ${entry.sid}, 'refresh_token_reused')`;
    const about = { user_id: entry.sub, id: entry.sid };
    await db.admin`select rowseal_private.enqueue_mail('refresh_token_reused', ${db.admin.json(about)}, ${entry.sid})`;
    await expect.poll(() => mail.inbox.length, soon).toBe(1);
    const stopped = worker.stop();
    mail.letGo();
    await stopped;
    const jobs = () => db.admin.unsafe(`select task_identifier, locked_at from ${WORKER_SCHEMA}.jobs`);
    expect(await jobs()).toEqual([]);
    expect(mail.inbox).toHaveLength(1);
    expect(worker.reports).toEqual([]);
  });
});
