import { newDevice, presentedDevices } from '../credentials/device-tokens.ts';
import type { EmailCodes } from '../credentials/email-codes.ts';
import type { Caller } from '../database/caller.ts';
import type { EmailCodePurpose } from '../database/email-code-functions.ts';
import type { ProofOrigin, StepUpOutcome } from '../database/factor-functions.ts';
import type { Issuer } from '../database/issuer.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import type { BrowserAttempt } from './log-in.ts';

/**
 * Has a code mailed, if anybody has the address.
 *
 * @param issuer - the issuing door.
 * @param codes - makes it.
 * @param asked - what for, and to whom.
 * @param caller - who asks.
 * @returns the secret that the asking browser keeps.
 * @throws Problem email_codes_off, too_many_attempts.
 */
export async function askEmailCode(
  issuer: Issuer,
  codes: EmailCodes,
  { purpose, address }: { purpose: EmailCodePurpose; address: string },
  caller: Caller,
): Promise<Uint8Array> {
  const made = await codes.make(address);
  const { status } = unthrottled(await issuer.emailCodes.askEmailCode(purpose, address, made, caller));
  if (status === 'off') throw new Problem('email_codes_off');
  return made.secret;
}

/** A code that somebody typed, in the browser that asked for it. */
export interface GivenEmailCode {
  code: string;
  secret: Uint8Array;
}

/**
 * Logs somebody in by a code that was mailed.
 *
 * @param issuer - verifies it.
 * @param codes - tells what the database is told of it.
 * @param given - the code, and the secret of the browser that asked.
 * @param attempt - everything else about the login.
 * @returns what came of it, with the token of a device that is new to the account.
 */
export async function logInWithEmailCode(
  issuer: Issuer,
  codes: EmailCodes,
  { code, secret }: GivenEmailCode,
  { devices, ...rest }: BrowserAttempt,
) {
  const device = newDevice();
  const login = { ...rest, devices: presentedDevices(devices), deviceDigest: device.digest };
  const outcome = await issuer.emailCodes.logInWithEmailCode(codes.digests(secret, code), login);
  return outcome.status === 'ok'
    ? { ...outcome, deviceToken: device.tokenOf(outcome.claims.sub, outcome.deviceId) }
    : outcome;
}

/**
 * Another proof of the same person in their session, by a code that was mailed to them.
 *
 * @param issuer - verifies it.
 * @param codes - tells what the database is told of it.
 * @param refreshToken - of the session.
 * @param given - the code, and the secret of the browser that asked.
 * @param from - where it comes from.
 */
export async function stepUpWithEmailCode(
  issuer: Issuer,
  codes: EmailCodes,
  refreshToken: string,
  { code, secret }: GivenEmailCode,
  from: ProofOrigin,
): Promise<StepUpOutcome & { retryAfter?: number }> {
  return issuer.factors.stepUp(refreshToken, { kind: 'email_code', digests: codes.digests(secret, code) }, from);
}
