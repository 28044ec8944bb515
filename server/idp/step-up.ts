import { deriveKey } from '../credentials/password-derivation.ts';
import type { ProofOrigin, StepUpOutcome } from '../database/factor-functions.ts';
import type { Issuer } from '../database/issuer.ts';
import { unthrottled } from '../http/problem.ts';

/**
 * Another proof of the same person in their session, by their password.
 *
 * @param issuer - verifies it.
 * @param refreshToken - of the session.
 * @param typed - the address that they sign in with, and the password.
 * @param from - where it comes from.
 * @throws Problem too_many_attempts.
 */
export async function stepUpWithPassword(
  issuer: Issuer,
  refreshToken: string,
  { email, password }: { email: string; password: string },
  from: ProofOrigin,
): Promise<StepUpOutcome & { retryAfter?: number }> {
  const { parameters } = unthrottled(await issuer.passwordChallenge(email, from));
  const proof = await deriveKey(password, parameters);
  return issuer.factors.stepUp(refreshToken, { kind: 'password', subject: email, proof }, from);
}
