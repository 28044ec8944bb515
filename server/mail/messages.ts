import { z } from 'zod';

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

const IGNORE = 'If this was not you, you need do nothing.';

/**
 * The words of a mail.
 *
 * @param mail - its kind, and what to fill in.
 * @param sender - how this installation calls itself, and where its pages are.
 */
export function messageOf({ kind, variables }: ComposedMail, { publicUrl, product }: Sender): Message {
  const page = (path: string, token: string) => `${publicUrl}/${path}?token=${encodeURIComponent(token)}`;
  switch (kind) {
    case 'verify_email':
      return {
        subject: 'Confirm your e-mail address',
        paragraphs: [`An account of ${product} was made with this e-mail address. Confirm that the address is yours.`],
        action: { label: 'Confirm the address', url: page('verify-email', variables.token) },
        remarks: [
          `This works once, for ${duration(variables.lifetime)}.`,
          'If you have made no account, do not confirm: somebody else chose its password.',
        ],
      };
    case 'already_registered':
      return {
        subject: 'You have an account already',
        paragraphs: [
          `Somebody has registered at ${product} with this e-mail address, and there is an account with it already.`,
          'If it was you, choose a new password. It ends every session of the account, whoever made it.',
        ],
        action: { label: 'Choose a new password', url: page('reset-password', variables.token) },
        remarks: [`This works once, for ${duration(variables.lifetime)}.`, IGNORE],
      };
    case 'reset_password':
      return {
        subject: 'Reset your password',
        paragraphs: [`Somebody has asked to reset the password of your account of ${product}.`],
        action: { label: 'Choose a new password', url: page('reset-password', variables.token) },
        remarks: [`This works once, for ${duration(variables.lifetime)}.`, IGNORE],
      };
    case 'invitation':
      return {
        subject: `Invitation to ${oneLine(variables.workspace)}`,
        paragraphs: [
          `${variables.inviter === null ? 'Somebody' : oneLine(variables.inviter)} invites you to the workspace ${oneLine(variables.workspace)} of ${product}, as ${variables.role}.`,
        ],
        action: { label: 'Accept the invitation', url: page('accept-invitation', variables.token) },
        remarks: [`This works once, until ${timeOf(variables.expires_at)}.`],
      };
    default:
      return noticeOf({ kind, variables } as NoticeMail, product);
  }
}

type NoticeMail = Extract<
  ComposedMail,
  { kind: 'password_changed' | 'refresh_token_reused' | 'new_sign_in' | 'identity_linked' }
>;

function noticeOf({ kind, variables }: NoticeMail, product: string): Message {
  const reset = 'If this was not you, reset your password now: that ends every session.';
  switch (kind) {
    case 'password_changed':
      return {
        subject: 'Your password was changed',
        paragraphs: [
          `The password of your account of ${product} was changed at ${timeOf(variables.at)}. Your other sessions have ended; personal access tokens still work.`,
        ],
        remarks: [reset],
      };
    case 'refresh_token_reused':
      return {
        subject: 'A session of yours was ended',
        paragraphs: [
          `A session of your account of ${product} was ended at ${timeOf(variables.at)}, because a credential of it was used twice: a copy may be in somebody else's hands.`,
          ...deviceLine(variables.user_agent),
        ],
        remarks: ['Sign in again. If it happens again, reset your password.'],
      };
    case 'new_sign_in':
      return {
        subject: 'A sign-in from a new network',
        paragraphs: [
          `Somebody signed in to your account of ${product} at ${timeOf(variables.at)}, from a network that you have not used before: ${variables.network}.`,
          ...deviceLine(variables.user_agent),
        ],
        remarks: [reset],
      };
    case 'identity_linked':
      return {
        subject: 'Another way to sign in was connected',
        paragraphs: [
          `Since ${timeOf(variables.at)}, an account at ${oneLine(variables.provider)} can be used to sign in to your account of ${product}.`,
        ],
        remarks: [`If this was not you, disconnect it on your account page. ${reset}`],
      };
  }
}

function deviceLine(userAgent: string | null | undefined): string[] {
  return userAgent ? [`The browser or program called itself: ${oneLine(userAgent)}`] : [];
}

/** What people typed, as one line: no line break gets into a header, no direction mark into a sentence. */
function oneLine(text: string): string {
  const words = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return [...words].slice(0, 100).join('');
}

function timeOf(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;

function duration(length: number): string {
  const [size, unit] = UNITS.find(([size]) => length >= size && length % size === 0) ?? [60, 'minute'];
  return new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(Math.round(length / size));
}
