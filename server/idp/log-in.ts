import { newDevice, presentedDevices } from '../credentials/device-tokens.ts';
import type { Issuer } from '../database/issuer.ts';
import type { LoginAttempt, LoginOutcome } from '../database/session-functions.ts';
import type { FormProvider } from './identity-provider.ts';

/** Everything about a login but the form's fields, with the device tokens that the browser sent. */
export type BrowserAttempt = Omit<LoginAttempt, 'provider' | 'subject' | 'proof' | 'devices' | 'deviceDigest'> & {
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
  if (outcome.status === 'ok' && outcome.renewalDue) {
    await provider.renew(input, claim.proof).catch(() => warn('a verifier was not renewed'));
  }
  return outcome.status === 'ok'
    ? { ...outcome, deviceToken: device.tokenOf(outcome.claims.sub, outcome.deviceId) }
    : outcome;
}
