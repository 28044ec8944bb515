import { tmpdir } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { WORKER_SCHEMA } from '#server/install/job-queue.ts';
import { freshDatabase } from '#test/support/database.ts';
import { mailServer } from '#test/support/mail.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { createPerson } from '#test/support/people.ts';
import { freePort, ready, startRowseal } from '#test/support/rowseal-process.ts';

/** Starts Rowseal on a database with a mail in hand that no mail server takes. */
async function withMailInHand(args: string[], more: Record<string, string> = {}) {
  const db = await freshDatabase();
  const mail = await mailServer();
  mail.hold = new Promise(() => {});
  const { entry } = await createPerson(db.admin, 'acme', 'owner');
  await db.admin`select rowseal_private.revoke_session(${entry.sub}, ${entry.sid}, 'refresh_token_reused')`;
  const about = { user_id: entry.sub, id: entry.sid };
  await db.admin`select rowseal_private.enqueue_mail('refresh_token_reused', ${db.admin.json(about)}, ${entry.sid})`;
  const ROWSEAL_MASTER_KEY = Buffer.from(TEST_MASTER_KEY).toString('base64');
  const env = { DATABASE_URL: db.adminUrl, ROWSEAL_MASTER_KEY, ROWSEAL_SMTP_URL: mail.url, ...more };
  const run = startRowseal(env, args, tmpdir());
  onTestFinished(() => void run.process.kill('SIGKILL'));
  await expect.poll(() => mail.inbox.length, { timeout: 60_000 }).toBe(1);
  const isInHand = async () =>
    (
      await db.admin.unsafe(
        `select from ${WORKER_SCHEMA}.jobs where task_identifier = 'mail' and locked_at is not null`,
      )
    ).length === 1;
  return { run, isInHand };
}

test('a mail server that never answers holds up a stop for 20 s at most, and its job is left unlocked', async () => {
  const { run, isInHand } = await withMailInHand(['worker']);
  expect(await isInHand()).toBe(true);
  run.process.kill('SIGTERM');
  // It ends itself with another code after 20 s.
  expect(await run.exited).toBe(0);
  expect(await isInHand()).toBe(false);
});

test('a server does not wait for the job that the worker beside it has in hand: both stop at once', async () => {
  const port = await freePort();
  const { run, isInHand } = await withMailInHand([], { PORT: port, ROWSEAL_GRAPHQL: 'off' });
  await ready(run);
  run.process.kill('SIGTERM');
  const isServing = () =>
    fetch(`http://localhost:${port}/healthz`).then(
      () => true,
      () => false,
    );
  await expect.poll(isServing, { timeout: 20_000, interval: 20 }).toBe(false);
  expect(await isInHand()).toBe(true);
  expect(await run.exited).toBe(0);
  expect(await isInHand()).toBe(false);
});
