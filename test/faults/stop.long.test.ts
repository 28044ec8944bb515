import { tmpdir } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { WORKER_SCHEMA } from '#server/install/job-queue.ts';
import { freshDatabase } from '#test/support/database.ts';
import { mailServer } from '#test/support/mail.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { createPerson } from '#test/support/people.ts';
import { startRowseal } from '#test/support/rowseal-process.ts';

test('a mail server that never answers holds up a stop for 20 s at most, and its job is left unlocked', async () => {
  const db = await freshDatabase();
  const mail = await mailServer();
  mail.hold = new Promise(() => {});
  const { entry } = await createPerson(db.admin, 'acme', 'owner');
  await db.admin`select rowseal_private.revoke_session(${entry.sub}, ${entry.sid}, 'refresh_token_reused')`;
  const about = { user_id: entry.sub, id: entry.sid };
  await db.admin`select rowseal_private.enqueue_mail('refresh_token_reused', ${db.admin.json(about)}, ${entry.sid})`;
  const run = startRowseal(
    {
      DATABASE_URL: db.adminUrl,
      ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
      ROWSEAL_SMTP_URL: mail.url,
    },
    ['worker'],
    tmpdir(),
  );
  onTestFinished(() => void run.process.kill('SIGKILL'));
  await expect.poll(() => mail.inbox.length).toBe(1);
  run.process.kill('SIGTERM');
  // It ends itself with another code after 20 s.
  expect(await run.exited).toBe(0);
  expect(await db.admin.unsafe(`select locked_at from ${WORKER_SCHEMA}.jobs where task_identifier = 'mail'`)).toEqual([
    { locked_at: null },
  ]);
});
