import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { emailCodes } from '#server/credentials/email-codes.ts';
import { mailTask } from '#server/mail/task.ts';
import { smtpTransport } from '#server/mail/transport.ts';
import { openLanguages } from '#server/messages/languages.ts';
import { startWorker } from '#server/worker/worker.ts';
import { closeAfterFile } from './closing.ts';
import { PUBLIC_URL } from './demo-app.ts';
import { TEST_MASTER_KEY } from './master-key.ts';

/** A mail as a mail server received it. */
export interface Received extends Email {
  /** The addresses of the envelope: where it really goes. */
  recipients: string[];
  /** Every byte of it. */
  raw: string;
}

/** A mail server of a test. */
export interface MailServer {
  url: string;
  inbox: Received[];
  /** What the server answers to a recipient; undefined: it takes the mail. */
  refusal: ((address: string) => { code: number; text: string } | undefined) | undefined;
  /** What the server waits for before it says that it has taken a mail; undefined: nothing. */
  hold: Promise<void> | undefined;
  /** Waits for a mail, and takes it out of the inbox: the first to an address, of a subject. */
  next(to: string, subject?: string): Promise<Received>;
}

/** The sender of test mails. */
export const MAIL_FROM = 'Rowseal <no-reply@localhost>';

/**
 * A real SMTP server on a port of its own, closed after the test file.
 *
 * @param port - where to listen; absent: any free port.
 */
export async function mailServer(port = 0): Promise<MailServer> {
  const inbox: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    // A mail may be held for as long as a test likes.
    socketTimeout: 600_000,
    onRcptTo: ({ address }, _session, done) => {
      const refusal = self.refusal?.(address);
      done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null);
    },
    onData: async (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const raw = Buffer.concat(chunks).toString('utf8');
      const recipients = envelope.rcptTo.map(({ address }) => address);
      inbox.push({ ...(await PostalMime.parse(raw)), recipients, raw });
      await self.hold;
      done();
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  closeAfterFile(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  const self: MailServer = {
    url: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    inbox,
    refusal: undefined,
    hold: undefined,
    next: async (to, subject) => {
      for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) {
        const at = inbox.findIndex(
          (mail) => mail.recipients.includes(to) && (subject === undefined || mail.subject === subject),
        );
        const [mail] = at < 0 ? [] : inbox.splice(at, 1);
        if (mail) return mail;
      }
      throw new Error(`no mail came to ${to}; there is: ${inbox.map((mail) => `${mail.recipients} ${mail.subject}`)}`);
    },
  };
  return self;
}

/**
 * A worker that mails by SMTP, stopped after the test file at the latest.
 *
 * @param workerUrl - connection string of rowseal_worker.
 * @param smtpUrl - of a mail server.
 * @returns what it reported, and how to stop it.
 */
export async function mailWorker(
  workerUrl: string,
  smtpUrl: string,
): Promise<{ reports: string[]; stop(): Promise<void> }> {
  const reports: string[] = [];
  const report = (message: string) => void reports.push(message);
  const transport = smtpTransport(smtpUrl, MAIL_FROM);
  const mail = mailTask({
    transport,
    publicUrl: PUBLIC_URL,
    product: 'Rowseal',
    language: openLanguages().standard,
    emailCodes: emailCodes(TEST_MASTER_KEY),
    report,
  });
  const { stop } = await startWorker(workerUrl, TEST_MASTER_KEY, report, { mail });
  let stopped: Promise<void> | undefined;
  const once = () => {
    stopped ??= stop();
    return stopped;
  };
  closeAfterFile(once);
  return { reports, stop: once };
}

/**
 * The token in a mail's link.
 *
 * @param mail - as received.
 * @param page - where the link has to lead.
 */
export function tokenIn(mail: Received, page: string): string {
  const prefix = `${PUBLIC_URL}/${page}?token=`;
  const line = mail.text?.split('\n').find((text) => text.startsWith(prefix));
  if (!line) throw new Error(`the mail has no link to ${page}: ${mail.text}`);
  return line.slice(prefix.length).trim();
}
