import type { Task } from 'graphile-worker';
import { Composed, type Sender } from './messages.ts';
import { renderMail } from './render.ts';
import type { MailTransport } from './transport.ts';

/** What the task needs. */
export interface MailTaskOptions extends Sender {
  transport: MailTransport;
  /** Told of a mail that will never arrive, by its kind. */
  report: (message: string) => void;
}

/**
 * The job "mail": the database composes it, proof and all, or says that there is nothing to send any more; this process gives it words and
 * hands it over. A job that fails is tried again later, and composed anew.
 *
 * @param options - by which way, and in whose name.
 */
export function mailTask({ transport, report, ...sender }: MailTaskOptions): Task {
  return async (payload, { query }) => {
    const { rows } = await query<{ recipient: string; kind: string; variables: unknown }>(
      'select * from rowseal_private.compose_mail($1)',
      [JSON.stringify(payload)],
    );
    const [composed] = rows;
    if (!composed) return;
    const outcome = await transport.send(renderMail(composed.recipient, Composed.parse(composed), sender));
    if (outcome === 'refused') report(`a mail (${composed.kind}) was refused for good by the mail server`);
  };
}
