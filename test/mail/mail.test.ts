import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfiguration } from '#server/env.ts';
import { WORKER_SCHEMA } from '#server/install/job-queue.ts';
import { openMail } from '#server/mail/open-mail.ts';
import { createOutbox } from '#server/mail/outbox.ts';
import { renderMail } from '#server/mail/render.ts';
import { smtpTransport } from '#server/mail/transport.ts';
import { openLanguages } from '#server/messages/languages.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';
import { MAIL_FROM, mailServer, mailWorker, tokenIn } from '#test/support/mail.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const { db, send } = await demoApp({ graphql: false });
const server = await mailServer();
const sender = { publicUrl: PUBLIC_URL, product: 'Rowseal', language: openLanguages().standard };

const forgot = (email: string, headers: Record<string, string> = {}) =>
  send({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email }, headers });
const jobs = () => db.admin.unsafe(`select payload, last_error from ${WORKER_SCHEMA}._private_jobs`);

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await condition()) return;
    await sleep(50);
  }
  throw new Error('it did not come to that in 15 s');
}
const noJobs = () => until(async () => (await jobs()).length === 0);

beforeEach(async () => {
  server.inbox.splice(0);
  server.refusal = undefined;
  await db.admin`delete from rowseal_private.throttles`;
});

describe('a mail', () => {
  test('goes by SMTP, once, as text and HTML, from the sender, with a link from the public URL', async () => {
    const worker = await mailWorker(db.workerUrl, server.url);
    await forgot('owner@acme.test');
    const mail = await server.next('owner@acme.test');
    expect(mail).toMatchObject({
      from: { name: 'Rowseal', address: 'no-reply@localhost' },
      to: [{ address: 'owner@acme.test' }],
      subject: 'Reset your password',
      recipients: ['owner@acme.test'],
    });
    expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
    const link = `${PUBLIC_URL}/reset-password?token=${tokenIn(mail, 'reset-password')}`;
    expect(mail.html).toContain(`<a href="${link}">`);
    await noJobs();
    await worker.stop();
    expect(server.inbox).toEqual([]);
    expect(worker.reports).toEqual([]);
  });

  test('whose cause is rolled back is not sent', async () => {
    const ask = (address: string, sql: typeof db.admin) =>
      sql`select rowseal_private.request_password_reset(${address})`;
    const regretted = db.admin.begin(async (sql) => {
      await ask('member@acme.test', sql as unknown as typeof db.admin);
      throw new Error('regretted');
    });
    await expect(regretted).rejects.toThrow('regretted');
    expect(await jobs()).toHaveLength(0);
    await ask('owner@acme.test', db.admin);
    expect(await jobs()).toMatchObject([{ payload: { address: 'owner@acme.test' } }]);
    const worker = await mailWorker(db.workerUrl, server.url);
    await server.next('owner@acme.test');
    await noJobs();
    await worker.stop();
    expect(server.inbox).toEqual([]);
  });

  test('links to the public URL, whatever the request calls the host', async () => {
    const worker = await mailWorker(db.workerUrl, server.url);
    await forgot('owner@acme.test', {
      host: 'evil.test',
      'x-forwarded-host': 'evil.test',
      forwarded: 'host=evil.test;proto=http',
      origin: 'https://evil.test',
      referer: 'https://evil.test/',
    });
    const mail = await server.next('owner@acme.test');
    expect(tokenIn(mail, 'reset-password')).toMatch(/^rsv_/);
    expect(mail.raw).not.toContain('evil.test');
    await worker.stop();
  });

  test('cannot be given headers, recipients or markup by names and addresses', async () => {
    const crlf = 'Acme\r\nBcc: eve@evil.test\r\n\r\n<script>alert(1)</script>\u202e';
    const variables = {
      token: 'rsi_x',
      workspace: crlf,
      inviter: `${crlf}@acme.test`,
      role: 'viewer',
      expires_at: '2026-01-01T00:00:00Z',
    };
    const transport = smtpTransport(server.url, MAIL_FROM);
    const invitation = renderMail('ada@acme.test', { kind: 'invitation', variables }, sender);
    expect(await transport.send(invitation)).toBe('sent');
    const mail = await server.next('ada@acme.test');
    expect(mail.recipients).toEqual(['ada@acme.test']);
    expect(mail.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(mail.subject).toBe('Invitation to Acme Bcc: eve@evil.test <script>alert(1)</script>');
    expect(mail.html).not.toContain('<script>');
    expect(mail.html).toContain('&lt;script&gt;');
    for (const to of [
      'ada@acme.test\r\nRCPT TO:<eve@evil.test>',
      'ada@acme.test, eve@evil.test',
      'Ada <ada@acme.test>',
      'ada',
    ])
      expect(await transport.send({ ...invitation, to }), to).toBe('refused');
    // The transport's own defence, should a subject ever come from elsewhere.
    expect(await transport.send({ ...invitation, subject: crlf })).toBe('sent');
    const second = await server.next('ada@acme.test');
    expect(second.recipients).toEqual(['ada@acme.test']);
    expect(second.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(server.inbox).toEqual([]);
  });
});

describe('a mail server that does not take a mail', () => {
  test('now is asked again later, with a new token, and the queue keeps no credential meanwhile', async () => {
    let refused = 0;
    server.refusal = () => (refused++ === 0 ? { code: 451, text: 'not now' } : undefined);
    const worker = await mailWorker(db.workerUrl, server.url);
    await forgot('owner@acme.test');
    await until(async () => (await jobs())[0]?.['last_error'] !== null);
    const [first] = await db.admin`select encode(secret_hash, 'hex') as hash from rowseal_private.email_proofs`;
    const kept = JSON.stringify(await db.admin.unsafe(`select to_jsonb(j) from ${WORKER_SCHEMA}._private_jobs as j`));
    expect(kept).not.toMatch(/rs[a-z]_|owner@acme\.test: |not now/);
    expect(kept).toContain('EENVELOPE 451');
    const token = tokenIn(await server.next('owner@acme.test'), 'reset-password');
    const [proof] = await db.admin`
      select encode(secret_hash, 'hex') as hash,
             secret_hash = sha256(sha256(substr(rowseal_private.token_payload('rsv_', ${token}), 33))) as mailed from rowseal_private.email_proofs
       where id = (rowseal.parse_token(${token})).id`;
    expect(proof).toMatchObject({ mailed: true });
    expect(proof?.['hash']).not.toBe(first?.['hash']);
    await noJobs();
    await worker.stop();
    expect(refused).toBe(2);
  });

  test('ever is not asked again, and the other mails go on', async () => {
    server.refusal = (address) =>
      address === 'owner@acme.test' ? { code: 550, text: 'no such mailbox owner@acme.test' } : undefined;
    const worker = await mailWorker(db.workerUrl, server.url);
    await forgot('owner@acme.test');
    await forgot('member@acme.test');
    await server.next('member@acme.test');
    await noJobs();
    await worker.stop();
    expect(worker.reports).toEqual(['a mail (reset_password) was permanently refused by the mail server']);
  });

  test('because it is down leaves the mail in the queue until it is up', async () => {
    const gone = new SMTPServer({ logger: false });
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', () => resolve()));
    const { port } = gone.server.address() as { port: number };
    await new Promise<void>((resolve) => gone.close(() => resolve()));
    const worker = await mailWorker(db.workerUrl, `smtp://127.0.0.1:${port}`);
    await forgot('owner@acme.test');
    await until(async () => (await jobs())[0]?.['last_error'] !== null);
    const late = await mailServer(port);
    await late.next('owner@acme.test');
    await noJobs();
    await worker.stop();
  });

  test('under TLS is told no password', async () => {
    let presented = false;
    const plain = new SMTPServer({
      logger: false,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => {
        presented = true;
        done(null, { user: 'x' });
      },
    });
    plain.on('error', () => {});
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', () => resolve()));
    afterAll(() => new Promise<void>((resolve) => plain.close(() => resolve())));
    const { port } = plain.server.address() as { port: number };
    const mail = { to: 'ada@acme.test', subject: 'x', text: 'x', html: 'x' };
    const attempt = (query: string) =>
      smtpTransport(`smtp://user:secret@127.0.0.1:${port}${query}`, MAIL_FROM).send(mail);
    await expect(attempt('')).rejects.toThrow('ETLS');
    expect(presented).toBe(false);
    await expect(attempt('?requireTLS=false')).resolves.toBe('sent');
    expect(presented, 'unless the operator says so').toBe(true);
  });
});

describe('without a mail server', () => {
  const PRODUCTION = { NODE_ENV: 'production', ROWSEAL_PUBLIC_URL: PUBLIC_URL };
  const mailOf = (env: Record<string, string>, serving: boolean, report: (text: string) => void = () => {}) =>
    openMail(readConfiguration(env), serving, PUBLIC_URL, openLanguages().standard, TEST_MASTER_KEY, report);

  test('production says so once, and mail waits', () => {
    for (const serving of [true, false]) {
      const reports: string[] = [];
      const duty = mailOf(PRODUCTION, serving, (text) => reports.push(text));
      expect(duty).toEqual({ tasks: {}, outbox: undefined });
      expect(reports).toEqual(['ROWSEAL_SMTP_URL is not set: mail waits in the queue']);
    }
    const smtp = mailOf({ ...PRODUCTION, ROWSEAL_SMTP_URL: server.url }, true, (text) => {
      throw new Error(text);
    });
    expect(Object.keys(smtp.tasks)).toEqual(['mail']);
    expect(smtp.outbox).toBeUndefined();
  });

  test('development keeps the last hundred in the server, and a worker of its own leaves them in the queue', async () => {
    const duty = mailOf({}, true);
    expect(Object.keys(duty.tasks)).toEqual(['mail']);
    expect(duty.outbox).toBeDefined();
    expect(mailOf({}, false).outbox).toBeUndefined();
    const outbox = createOutbox();
    for (let i = 0; i < 150; i++) await outbox.send({ to: 'a@acme.test', subject: String(i), text: '', html: '' });
    expect(outbox.list().map(({ subject }) => subject)).toEqual(Array.from({ length: 100 }, (_, i) => String(149 - i)));
  });

  test.each([
    ['ROWSEAL_SMTP_URL', 'http://mail.test'],
    ['ROWSEAL_MAIL_FROM', 'Rowseal'],
    ['ROWSEAL_MAIL_FROM', 'Rowseal <a@b.test>\r\nBcc: eve@evil.test'],
    ['ROWSEAL_MAIL_FROM', 'a@b.test, eve@evil.test'],
  ])('%s is not %j', (name, value) => {
    expect(() => readConfiguration({ [name]: value })).toThrow(name);
  });

  test.each([['no-reply@acme.test'], ['Acme Ltd <no-reply@acme.test>']])('ROWSEAL_MAIL_FROM can be %s', (value) => {
    expect(readConfiguration({ ROWSEAL_MAIL_FROM: value }).mailFrom).toBe(value);
  });
});
