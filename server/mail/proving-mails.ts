import { z } from 'zod';
import type { Sentence } from '../messages/languages.ts';
import { lengthOf, timeOf } from './words.ts';

/** A length of time, as the database tells it. */
const seconds = z.coerce.number().positive();

/** A moment, as the database tells it. */
export const moment = z.iso.datetime({ offset: true });

/** A mailed token, and for how long it is good, in seconds. */
export const proof = z.object({ token: z.string(), lifetime: seconds });

/** What a mail says, sentence by sentence. */
export interface Sentences {
  subject: Sentence;
  text: readonly Sentence[];
  /** The label of the link; other: of another one, and its page. */
  action?: Sentence;
  remarks?: readonly Sentence[];
  other?: { label: Sentence; path: string };
}

/** Mails by which people prove who they are, or have lost factors removed; see rowseal_private.compose_mail. */
export const PROVING_MAILS = [
  z.object({
    kind: z.literal('email_code'),
    variables: z.object({ code_jwe: z.string(), purpose: z.enum(['sign_in', 'step_up']), lifetime: seconds }),
  }),
  z.object({ kind: z.literal('recover_factors'), variables: proof.extend({ delay: seconds }) }),
  z.object({ kind: z.literal('factor_recovery_begun'), variables: z.object({ at: moment, ready_at: moment }) }),
  z.object({ kind: z.literal('factor_recovery_ended'), variables: z.object({ at: moment }) }),
  z.object({ kind: z.literal('factors_recovered'), variables: z.object({ at: moment }) }),
] as const;

/** One of these that has words of its own. */
export type ProvingMail = Exclude<
  z.infer<(typeof PROVING_MAILS)[number]>,
  { kind: 'factor_recovery_ended' | 'factors_recovered' }
>;

/**
 * The words of such a mail.
 *
 * @param mail - its kind, and what to fill in.
 */
export function sentencesOfProving({ kind, variables }: ProvingMail): Sentences {
  if (kind === 'email_code') {
    const isSignIn = variables.purpose === 'sign_in';
    // Told in whole minutes: the mail was a while on its way.
    const minutes = Math.ceil(variables.lifetime / 60) * 60;
    return {
      subject: ['mail.email_code.subject'],
      text: [[isSignIn ? 'mail.email_code.sign_in' : 'mail.email_code.step_up'], ['mail.email_code.code']],
      ...(isSignIn ? { action: ['mail.email_code.action'] } : {}),
      remarks: [['mail.email_code.once', { lifetime: lengthOf(minutes) }], ['mail.email_code.not_you']],
    };
  }
  if (kind === 'recover_factors') {
    const { delay, lifetime } = variables;
    return {
      subject: ['mail.recover_factors.subject'],
      text: [['mail.recover_factors.text'], ['mail.recover_factors.wait', { delay: lengthOf(delay) }]],
      action: ['mail.recover_factors.action'],
      remarks: [['mail.recover_factors.begin', { lifetime: lengthOf(lifetime) }], ['mail.ignore']],
    };
  }
  const [time, end] = [timeOf(variables.at), timeOf(variables.ready_at)];
  return {
    subject: ['mail.factor_recovery_begun.subject'],
    text: [['mail.factor_recovery_begun.text', { time, end }], ['mail.factor_recovery_begun.advice']],
  };
}
