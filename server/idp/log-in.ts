import type { z } from 'zod';
import { newDevice, presentedDevices } from '../credentials/device-tokens.ts';
import type { PasskeyAnswer } from '../credentials/passkey-schemas.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import type { GivenFactor, SecondFactors, TypedFrom } from '../credentials/second-factors.ts';
import type { Issuer } from '../database/issuer.ts';
import type { LoginAttempt, LoginOutcome } from '../database/session-functions.ts';
import type { FormProvider } from './identity-provider.ts';

/** Everything about a login but the form's fields, with the device tokens that the browser sent. */
export type BrowserAttempt = Omit<
  LoginAttempt,
  'provider' | 'subject' | 'proof' | 'passwordLength' | 'devices' | 'deviceDigest'
> & {
  devices: readonly string[];
};

/**
 * Logs somebody in with what they filled in.
 *
 * @param issuer - verifies it.
 * @param provider - whose form it is.
 * @param input - its fields.
 * @param attempt - everything else about the login.
 * @param warn - told of what does not keep anybody out.
 * @returns what came of it, with the token of a device that is new to the account.
 * @throws Problem too_many_attempts.
 */
export async function logInWithForm<Input>(
  issuer: Issuer,
  provider: FormProvider<Input>,
  input: Input,
  { devices, ...rest }: BrowserAttempt,
  warn: (message: string) => void,
): Promise<LoginOutcome & { deviceToken?: string | undefined }> {
  const device = newDevice();
  const attempt = { ...rest, devices: presentedDevices(devices), deviceDigest: device.digest };
  const attempted = async () => {
    const { isOutdated, ...claim } = await provider.complete({ input, from: attempt });
    return { outcome: await issuer.logIn({ ...attempt, provider: provider.id, ...claim }), claim, isOutdated };
  };
  let { outcome, claim, isOutdated } = await attempted();
  // Another login of the same account may have renewed the verifier in the meantime.
  if (outcome.status === 'denied' && (await isOutdated())) ({ outcome, claim } = await attempted());
  if ('renewalDue' in outcome && outcome.renewalDue) {
    await provider.renew(input, claim.proof).catch(() => warn('a verifier was not renewed'));
  }
  return outcome.status === 'ok'
    ? { ...outcome, deviceToken: device.tokenOf(outcome.claims.sub, outcome.deviceId) }
    : outcome;
}

/**
 * Continues a login that waits for a second factor.
 *
 * @param factors - verify it.
 * @param challenge - of the login.
 * @param given - the code, or the answer of a passkey.
 * @param from - where it comes from, and which session it ends.
 * @returns what came of it, with the token of a device that is new to the account.
 * @throws Problem too_many_attempts.
 */
export async function continueLogin(
  factors: SecondFactors,
  challenge: string,
  given: GivenFactor,
  from: TypedFrom & { replaces?: string | undefined },
) {
  const device = newDevice();
  const outcome = await factors.complete(challenge, given, { ...from, deviceDigest: device.digest });
  return outcome.status === 'ok'
    ? { ...outcome, deviceToken: device.tokenOf(outcome.claims.sub, outcome.deviceId) }
    : outcome;
}

/**
 * Logs somebody in by a passkey, which says whose it is.
 *
 * @param passkeys - verify it.
 * @param given - its answer, and the secret of the browser that asked.
 * @param attempt - everything else about the login.
 * @returns what came of it, with the token of a device that is new to the account.
 * @throws Problem too_many_attempts, invalid_proof.
 */
export async function logInWithPasskey(
  passkeys: Passkeys,
  { answer, browser }: { answer: z.infer<typeof PasskeyAnswer>; browser: Uint8Array },
  { devices, ...rest }: BrowserAttempt,
) {
  const device = newDevice();
  const login = { ...rest, devices: presentedDevices(devices), deviceDigest: device.digest };
  const outcome = await passkeys.logIn(await passkeys.verify(answer, browser, login), login);
  return outcome.status === 'ok'
    ? { ...outcome, deviceToken: device.tokenOf(outcome.claims.sub, outcome.deviceId) }
    : outcome;
}
