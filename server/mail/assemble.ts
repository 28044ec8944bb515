import { z } from 'zod';
import type { Language, Sentence } from '../messages/languages.ts';
import { FACTOR_NOTICES } from './factor-notices.ts';
import { moment, PROVING_MAILS, type ProvingMail, proof, type Sentences, sentencesOfProving } from './proving-mails.ts';
import { deviceLine, oneLine, timeOf, worksOnce } from './words.ts';
import { sentencesOfWorkspace, WORKSPACE_MAILS, type WorkspaceMail } from './workspace-mails.ts';

/** What a mail says, for the templates. */
export interface Message {
  subject: string;
  paragraphs: string[];
  /** What to do: words, and the page that does it. */
  action?: { label: string; url: string };
  /** After the action; and after them, what to do otherwise. */
  remarks: string[];
  other?: { label: string; url: string };
}

/** How mails speak of this installation. */
export interface Sender {
  /** Base of links, without a slash at the end. Never taken from a request. */
  publicUrl: string;
  /** What the recipients know it as. */
  product: string;
  /** The language it writes in. */
  language: Language;
  /** What a mail of kind email_code is about. */
  code?: string | undefined;
}

const device = z.string().nullish();

/** A mail as rowseal_private.compose_mail composes it: kind, and the words to fill in. */
export const Composed = z.discriminatedUnion('kind', [
  ...PROVING_MAILS,
  ...WORKSPACE_MAILS,
  z.object({ kind: z.literal('verify_email'), variables: proof }),
  z.object({ kind: z.literal('already_registered'), variables: proof }),
  z.object({ kind: z.literal('reset_password'), variables: proof }),
  z.object({ kind: z.literal('password_changed'), variables: z.object({ at: moment }) }),
  z.object({ kind: z.literal('refresh_token_reused'), variables: z.object({ at: moment, user_agent: device }) }),
  z.object({
    kind: z.literal('new_sign_in'),
    variables: z.object({ at: moment, network: z.string(), user_agent: device }),
  }),
  z.object({ kind: z.enum(FACTOR_NOTICES), variables: z.object({ at: moment }) }),
  z.object({ kind: z.literal('identity_linked'), variables: z.object({ at: moment, provider: z.string() }) }),
  z.object({ kind: z.literal('confirm_address'), variables: proof.extend({ former: z.string() }) }),
  z.object({ kind: z.literal('address_in_use'), variables: z.object({}) }),
  z.object({
    kind: z.literal('address_changed'),
    variables: z.object({ token: z.string(), at: moment, expires_at: moment, address: z.string() }),
  }),
  z.object({
    kind: z.literal('account_deleted'),
    variables: z.object({ token: z.string(), at: moment, erase_at: moment }),
  }),
  z.object({ kind: z.literal('address_restored'), variables: z.object({ at: moment }) }),
]);

/** A mail as the database composes it. */
export type ComposedMail = z.infer<typeof Composed>;

/** Where the link of a mail leads, by its kind. */
const PATHS = {
  verify_email: 'verify-email',
  already_registered: 'reset-password',
  reset_password: 'reset-password',
  invitation: 'accept-invitation',
  confirm_address: 'confirm-address',
  address_changed: 'restore-address',
  account_deleted: 'restore-account',
  recover_factors: 'recover-factors',
  policy_set: 'account',
  installation_policy_set: 'account',
} as const;

/**
 * The words of a mail.
 *
 * @param mail - its kind, and what to fill in.
 * @param sender - how this installation calls itself, where its pages are, and what language it writes in.
 */
export function messageOf(mail: ComposedMail, sender: Sender): Message {
  const { language, product } = sender;
  const { subject, text, action, remarks = [], other } = sentencesOf(mail);
  const say = ([key, values]: Sentence) => language.text(key, { product, code: sender.code ?? '', ...values });
  return {
    subject: say(subject),
    paragraphs: text.map(say),
    ...(action ? { action: { label: say(action), url: linkOf(mail, sender) } } : {}),
    remarks: remarks.map(say),
    ...(other ? { other: { label: say(other.label), url: linkOf(mail, sender, other.path) } } : {}),
  };
}

function linkOf({ kind, variables }: ComposedMail, { publicUrl, code }: Sender, path?: string): string {
  if (kind === 'email_code') return `${publicUrl}/sign-in-mailed-code?code=${code}`;
  if (kind === 'policy_set' || kind === 'installation_policy_set') return `${publicUrl}/${PATHS[kind]}`;
  if (!(kind in PATHS) || !('token' in variables)) throw new Error(`a mail of kind ${kind} has no link`);
  return `${publicUrl}/${path ?? PATHS[kind as keyof typeof PATHS]}?token=${encodeURIComponent(variables.token)}`;
}

function sentencesOf({ kind, variables }: ComposedMail): Sentences {
  switch (kind) {
    case 'email_code':
    case 'recover_factors':
    case 'factor_recovery_begun':
      return sentencesOfProving({ kind, variables } as ProvingMail);
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
    case 'confirm_address':
      return {
        subject: ['mail.confirm_address.subject'],
        text: [['mail.confirm_address.text', { former: oneLine(variables.former) }]],
        action: ['mail.confirm_address.action'],
        remarks: [worksOnce(variables.lifetime), ['mail.confirm_address.not_you']],
      };
    case 'address_in_use':
      return {
        subject: ['mail.address_in_use.subject'],
        text: [['mail.address_in_use.text']],
        remarks: [['mail.ignore']],
      };
    case 'address_changed': {
      const { at, expires_at, address } = variables;
      return {
        subject: ['mail.address_changed.subject'],
        text: [
          ['mail.address_changed.text', { time: timeOf(at), address: oneLine(address) }],
          ['mail.address_changed.not_you'],
        ],
        action: ['mail.address_changed.action'],
        remarks: [['mail.invitation.until', { time: timeOf(expires_at) }]],
      };
    }
    case 'account_deleted': {
      const [time, end] = [timeOf(variables.at), timeOf(variables.erase_at)];
      return {
        subject: ['mail.account_deleted.subject'],
        text: [['mail.account_deleted.text', { time, end }], ['mail.account_deleted.restore']],
        action: ['mail.account_deleted.action'],
      };
    }
    case 'invitation':
    case 'policy_set':
    case 'installation_policy_set':
    case 'policy_waived':
    case 'webhook_disabled':
      return sentencesOfWorkspace({ kind, variables } as WorkspaceMail);
    default:
      return noticeOf({ kind, variables } as NoticeMail);
  }
}

type OtherNotice =
  | 'factor_recovery_ended'
  | 'factors_recovered'
  | 'password_changed'
  | 'refresh_token_reused'
  | 'new_sign_in'
  | 'identity_linked'
  | 'address_restored';
type NoticeMail = Extract<ComposedMail, { kind: OtherNotice | (typeof FACTOR_NOTICES)[number] }>;

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
    case 'address_restored':
      return {
        subject: ['mail.address_restored.subject'],
        text: [['mail.address_restored.text', { time }]],
      };
    case 'identity_linked':
      return {
        subject: ['mail.identity_linked.subject'],
        text: [['mail.identity_linked.text', { time, provider: oneLine(variables.provider) }]],
        remarks: [['mail.identity_linked.advice'], ['mail.reset_now']],
      };
    default:
      return {
        subject: [`mail.${kind}.subject`],
        text: [[`mail.${kind}.text`, { time }]],
        remarks: [['mail.reset_now']],
      };
  }
}
