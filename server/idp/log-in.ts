import type { Issuer } from '../database/issuer.ts';
import type { LoginAttempt, LoginOutcome } from '../database/session-functions.ts';
import type { FormProvider } from './identity-provider.ts';

/**
 * Logs somebody in with what they filled in.
 *
 * @param issuer - the issuing door, which judges it.
 * @param provider - whose form it is.
 * @param input - its fields.
 * @param attempt - everything else about the login.
 * @param warn - told of what does not keep anybody out.
 */
export async function logInWithForm<Input>(
  issuer: Issuer,
  provider: FormProvider<Input>,
  input: Input,
  attempt: Omit<LoginAttempt, 'provider' | 'subject' | 'proof'>,
  warn: (message: string) => void,
): Promise<LoginOutcome> {
  const judged = async () => {
    const { isOutdated, ...claim } = await provider.complete(input);
    return { outcome: await issuer.logIn({ ...attempt, provider: provider.id, ...claim }), claim, isOutdated };
  };
  let { outcome, claim, isOutdated } = await judged();
  // Another login of the same account may have renewed the verifier in the meantime.
  if (outcome.status === 'denied' && (await isOutdated())) ({ outcome, claim } = await judged());
  if (outcome.status === 'ok' && outcome.renewalDue) {
    await provider.renew(input, claim.proof).catch(() => warn('a verifier was not renewed'));
  }
  return outcome;
}
