import path from 'node:path';
import { Eta } from 'eta';
import { type ComposedMail, messageOf, type Sender } from './messages.ts';
import type { Mail } from './transport.ts';

const views = path.join(import.meta.dirname, 'templates');
const html = new Eta({ views, cache: true, autoEscape: true });
const plain = new Eta({ views, cache: true, autoEscape: false });

/**
 * A mail with its words in both parts: text as it is, HTML escaped.
 *
 * @param to - the recipient's address.
 * @param composed - as the database composed it.
 * @param sender - how this installation calls itself, and where its pages are.
 */
export function renderMail(to: string, composed: ComposedMail, sender: Sender): Mail {
  const message = { ...messageOf(composed, sender), product: sender.product };
  return {
    to,
    subject: message.subject,
    text: plain.render('./mail.text.eta', message),
    html: html.render('./mail.html.eta', message),
  };
}
