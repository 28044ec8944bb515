import path from 'node:path';
import { Eta } from 'eta';
import { type ComposedMail, messageOf, type Sender } from './assemble.ts';
import type { Mail } from './transport.ts';

const views = path.join(import.meta.dirname, 'templates');
const html = new Eta({ views, cache: true, autoEscape: true });
const plain = new Eta({ views, cache: true, autoEscape: false });

/**
 * A mail with its words in both parts: text as it is, HTML escaped.
 *
 * @param to - the recipient's address.
 * @param composed - as the database composed it.
 * @param sender - how this installation calls itself, where its pages are, and what language it writes in.
 */
export function renderMail(to: string, composed: ComposedMail, sender: Sender): Mail {
  const { language, product } = sender;
  const message = {
    ...messageOf(composed, sender),
    product,
    lang: language.tag,
    linkFallback: language.text('mail.link_fallback'),
  };
  return {
    to,
    subject: message.subject,
    text: plain.render('./mail.text.eta', message),
    html: html.render('./mail.html.eta', message),
  };
}
