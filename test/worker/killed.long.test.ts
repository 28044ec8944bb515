import { tmpdir } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { WORKER_SCHEMA } from '#server/install/job-queue.ts';
import { freshDatabase } from '#test/support/database.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { mailServer, tokenIn } from '#test/support/mail.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { freePort, ready, startRowseal } from '#test/support/rowseal-process.ts';

const soon = { timeout: 150_000, interval: 200 };

test('a mail of a server that was killed is sent by another within two minutes, while that of a server that lives is left to it', async () => {
  const db = await freshDatabase();
  const mail = await mailServer();
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const start = async () => {
    const port = await freePort();
    const run = startRowseal(
      {
        HOST: '127.0.0.1',
        PORT: port,
        DATABASE_URL: db.adminUrl,
        ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
        ROWSEAL_SMTP_URL: `${mail.url}?socketTimeout=600000`,
        ROWSEAL_PUBLIC_URL: PUBLIC_URL,
        ROWSEAL_LAME_DUCK_SECONDS: '0',
      },
      ['--demo=off'],
      tmpdir(),
    );
    onTestFinished(() => void run.process.kill('SIGKILL'));
    await ready(run);
    const register = (email: string) =>
      fetch(`http://127.0.0.1:${port}/v1/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: 'correct horse battery staple' }),
      });
    return { ...run, register };
  };
  const recipients = () => mail.inbox.map(({ recipients: to }) => to[0]);
  const locked = async () => {
    const rows = await db.admin.unsafe(`select locked_by from ${WORKER_SCHEMA}.jobs where locked_at is not null`);
    return rows.map(({ locked_by }) => locked_by);
  };

  // Neither server's mails are confirmed by the mail server: one has as many in hand as it takes, the other one.
  mail.hold = held;
  const alive = await start();
  const busy = ['a', 'b', 'c', 'd'].map((name) => `${name}@acme.test`);
  for (const email of busy) expect((await alive.register(email)).status).toBe(202);
  await expect.poll(recipients, soon).toEqual(expect.arrayContaining(busy));
  const [living] = await locked();
  const killed = await start();
  expect((await killed.register('killed@acme.test')).status).toBe(202);
  await expect.poll(recipients, soon).toContain('killed@acme.test');
  const [lost] = (await locked()).filter((id) => id !== living);
  expect(lost).toBeDefined();

  killed.process.kill('SIGKILL');
  await killed.exited;
  await expect.poll(locked, soon).not.toContain(lost);
  expect((await locked()).filter((id) => id === living).length).toBeGreaterThanOrEqual(busy.length);
  letGo();
  mail.hold = undefined;
  await expect.poll(async () => db.admin.unsafe(`select from ${WORKER_SCHEMA}.jobs`), soon).toHaveLength(0);
  // Whether the mail server had taken the first one, nobody knows: it is sent anew, and the token of the first is void.
  expect(recipients().toSorted()).toEqual([...busy, 'killed@acme.test', 'killed@acme.test']);
  const tokens = mail.inbox
    .filter(({ recipients: to }) => to.includes('killed@acme.test'))
    .map((received) => tokenIn(received, 'verify-email'));
  expect(new Set(tokens).size).toBe(2);
  alive.process.kill('SIGTERM');
  expect(await alive.exited).toBe(0);
}, 300_000);
