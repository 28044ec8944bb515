import type { TaskList } from 'graphile-worker';
import { emailCodes } from '../credentials/email-codes.ts';
import type { MasterKeys } from '../credentials/master-keys.ts';
import type { Language } from '../messages/languages.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { mailTask } from './task.ts';
import { type MailTransport, smtpTransport } from './transport.ts';

/** What of the configuration decides about mail. */
export interface MailConfiguration {
  smtpUrl: string | undefined;
  mailFrom: string | undefined;
  brand: { name: string };
  development: boolean;
}

/** What a process has to do with mail. */
export interface MailDuty {
  /** For the worker; empty where mail has to wait for another. */
  tasks: TaskList;
  /** Where mail is kept instead of being sent. */
  outbox: Outbox | undefined;
  /** How mail leaves; undefined: not from this process. */
  transport: MailTransport | undefined;
}

/**
 * Decides what becomes of mail in this process: it is sent by SMTP; or, where a server runs in development without it and may show mail, kept; or it
 * waits in the queue.
 *
 * @param configuration - of this process.
 * @param showing - whether it serves requests too, and shows mail to anybody who asks.
 * @param publicUrl - base of links, without a slash at the end.
 * @param language - that mail is written in.
 * @param masterKey - opens the codes that are mailed.
 * @param report - told once when mail waits, and of mails that will never arrive.
 */
export function openMail(
  { smtpUrl, mailFrom, brand, development }: MailConfiguration,
  showing: boolean,
  publicUrl: string,
  language: Language,
  masterKey: MasterKeys,
  report: (message: string) => void,
): MailDuty {
  const outbox = smtpUrl === undefined && development && showing ? createOutbox() : undefined;
  const from = mailFrom ?? `${brand.name} <no-reply@${new URL(publicUrl).hostname}>`;
  const transport = smtpUrl === undefined ? outbox : smtpTransport(smtpUrl, from);
  if (!transport) {
    report('ROWSEAL_SMTP_URL is not set: mail waits in the queue');
    return { tasks: {}, outbox, transport };
  }
  return {
    tasks: {
      mail: mailTask({
        transport,
        publicUrl,
        product: brand.name,
        language,
        emailCodes: emailCodes(masterKey),
        report,
      }),
    },
    outbox,
    transport,
  };
}
