import { z } from 'zod';
import type { Language, Sentence } from '../messages/languages.ts';

/** What a mail says, for the templates. */
export interface Message {
  subject: string;
  paragraphs: string[];
  /** What to do: words, and the page that does it. */
  action?: { label: string; url: string };
  /** After the action. */
  remarks: string[];
}

/** How mails speak of this installation. */
export interface Sender {
  /** Base of links, without a slash at the end. Never taken from a request. */
  publicUrl: string;
  /** What the recipients know it as. */
  product: string;
  /** The language it writes in. */
  language: Language;
}

const seconds = z.coerce.number().positive();
const moment = z.iso.datetime({ offset: true });
const proof = z.object({ token: z.string(), lifetime: seconds });
const device = z.string().nullish();

/** A mail as rowseal_private.compose_mail composes it: kind, and the words to fill in. */
export const Composed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('verify_email'), variables: proof }),
  z.object({ kind: z.literal('already_registered'), variables: proof }),
  z.object({ kind: z.literal('reset_password'), variables: proof }),
  z.object({ kind: z.literal('password_changed'), variables: z.object({ at: moment }) }),
  z.object({ kind: z.literal('refresh_token_reused'), variables: z.object({ at: moment, user_agent: device }) }),
  z.object({
    kind: z.literal('new_sign_in'),
    variables: z.object({ at: moment, network: z.string(), user_agent: device }),
  }),
  z.object({ kind: z.literal('identity_linked'), variables: z.object({ at: moment, provider: z.string() }) }),
  z.object({
    kind: z.literal('invitation'),
    variables: z.object({
      token: z.string(),
      workspace: z.string(),
      /** Null: the address is not verified. */
      inviter: z.string().nullable(),
      role: z.string(),
      expires_at: moment,
    }),
  }),
]);

/** A mail as the database composes it. */
export type ComposedMail = z.infer<typeof Composed>;

/** Where the link of a mail leads, by its kind. */
const PATHS = {
  verify_email: 'verify-email',
  already_registered: 'reset-password',
  reset_password: 'reset-password',
  invitation: 'accept-invitation',
} as const;

/**
 * The words of a mail.
 *
 * @param mail - its kind, and what to fill in.
 * @param sender - how this installation calls itself, where its pages are, and what language it writes in.
 */
export function messageOf(mail: ComposedMail, sender: Sender): Message {
  const { language, product } = sender;
  const { subject, text, action, remarks = [] } = sentencesOf(mail);
  const say = ([key, values]: Sentence) => language.text(key, { product, ...values });
  return {
    subject: say(subject),
    paragraphs: text.map(say),
    ...(action ? { action: { label: say(action), url: linkOf(mail, sender.publicUrl) } } : {}),
    remarks: remarks.map(say),
  };
}

function linkOf({ kind, variables }: ComposedMail, publicUrl: string): string {
  if (!(kind in PATHS) || !('token' in variables)) throw new Error(`a mail of kind ${kind} has no link`);
  return `${publicUrl}/${PATHS[kind as keyof typeof PATHS]}?token=${encodeURIComponent(variables.token)}`;
}

interface Sentences {
  subject: Sentence;
  text: readonly Sentence[];
  /** The label of the link. */
  action?: Sentence;
  remarks?: readonly Sentence[];
}

function sentencesOf({ kind, variables }: ComposedMail): Sentences {
  switch (kind) {
    case 'verify_email':
      return {
        subject: ['mail.verify_email.subject'],
        text: [['mail.verify_email.text']],
        action: ['mail.verify_email.action'],
        remarks: [worksOnce(variables.lifetime), ['mail.verify_email.not_you']],
      };
    case 'already_registered':
      return {
        subject: ['mail.already_registered.subject'],
        text: [['mail.already_registered.text'], ['mail.already_registered.if_you']],
        action: ['mail.reset_password.action'],
        remarks: [worksOnce(variables.lifetime), ['mail.ignore']],
      };
    case 'reset_password':
      return {
        subject: ['mail.reset_password.subject'],
        text: [['mail.reset_password.text']],
        action: ['mail.reset_password.action'],
        remarks: [worksOnce(variables.lifetime), ['mail.ignore']],
      };
    case 'invitation': {
      const { inviter, role, expires_at } = variables;
      const workspace = oneLine(variables.workspace);
      return {
        subject: ['mail.invitation.subject', { workspace }],
        text: [
          inviter === null
            ? ['mail.invitation.text_unnamed', { workspace, role }]
            : ['mail.invitation.text', { workspace, role, inviter: oneLine(inviter) }],
        ],
        action: ['mail.invitation.action'],
        remarks: [['mail.invitation.until', { time: timeOf(expires_at) }]],
      };
    }
    default:
      return noticeOf({ kind, variables } as NoticeMail);
  }
}

type NoticeMail = Extract<
  ComposedMail,
  { kind: 'password_changed' | 'refresh_token_reused' | 'new_sign_in' | 'identity_linked' }
>;

function noticeOf({ kind, variables }: NoticeMail): Sentences {
  const time = timeOf(variables.at);
  switch (kind) {
    case 'password_changed':
      return {
        subject: ['mail.password_changed.subject'],
        text: [['mail.password_changed.text', { time }]],
        remarks: [['mail.reset_now']],
      };
    case 'refresh_token_reused':
      return {
        subject: ['mail.refresh_token_reused.subject'],
        text: [['mail.refresh_token_reused.text', { time }], ...deviceLine(variables.user_agent)],
        remarks: [['mail.refresh_token_reused.advice']],
      };
    case 'new_sign_in':
      return {
        subject: ['mail.new_sign_in.subject'],
        text: [['mail.new_sign_in.text', { time, network: variables.network }], ...deviceLine(variables.user_agent)],
        remarks: [['mail.reset_now']],
      };
    case 'identity_linked':
      return {
        subject: ['mail.identity_linked.subject'],
        text: [['mail.identity_linked.text', { time, provider: oneLine(variables.provider) }]],
        remarks: [['mail.identity_linked.advice'], ['mail.reset_now']],
      };
  }
}

function worksOnce(lifetime: number): Sentence {
  return ['mail.works_once', { lifetime: (language) => language.duration(lifetime) }];
}

function deviceLine(userAgent: string | null | undefined): Sentence[] {
  return userAgent ? [['mail.device', { device: oneLine(userAgent) }]] : [];
}

/** What people typed, as one line: no line break gets into a header, no direction mark into a sentence. */
function oneLine(text: string): string {
  const words = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return [...words].slice(0, 100).join('');
}

function timeOf(at: string) {
  return (language: Language) => language.time(at);
}
