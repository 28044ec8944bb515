import type { Task } from 'graphile-worker';
import { LRUCache } from 'lru-cache';
import type { EmailCodes } from '../credentials/email-codes.ts';
import { Composed, type Sender } from './assemble.ts';
import { renderMail } from './render.ts';
import type { MailTransport } from './transport.ts';

/** What the task needs. */
export interface MailTaskOptions extends Sender {
  transport: MailTransport;
  /** Opens the codes that are mailed. */
  emailCodes: EmailCodes;
  /** Told of a mail that will never arrive, by its kind. */
  report: (message: string) => void;
}

/** How many mails are remembered as sent: those whose jobs could not be marked as done, because the database went away meanwhile, are among them. */
const REMEMBERED = 1_000;

/**
 * The job "mail": the database composes it, token included, or says that there is nothing to send any more; this process gives it words and
 * hands it over. A job that fails is tried again later, and composed anew. One whose mail has left is never sent again by this process, even where
 * the database did not hear of it.
 *
 * @param options - how mail is sent, and who sends it.
 */
export function mailTask({ transport, emailCodes, report, ...sender }: MailTaskOptions): Task {
  const sent = new LRUCache<string, true>({ max: REMEMBERED });
  return async (payload, { query, job }) => {
    // A job that is replaced under its key keeps its id, and has another revision.
    const delivery = `${job.id} ${job.revision}`;
    if (sent.has(delivery)) return;
    const { rows } = await query<{ recipient: string; kind: string; variables: unknown }>(
      'select * from rowseal_private.compose_mail($1)',
      [JSON.stringify(payload)],
    );
    const [composed] = rows;
    if (!composed) return;
    const { recipient } = composed;
    const mail = Composed.parse(composed);
    // A code is not in the database but encrypted.
    const code = mail.kind === 'email_code' ? await emailCodes.open(recipient, mail.variables.code_jwe) : undefined;
    const outcome = await transport.send(renderMail(recipient, mail, { ...sender, code }));
    sent.set(delivery, true);
    if (outcome === 'refused') report(`a mail (${composed.kind}) was permanently refused by the mail server`);
  };
}
