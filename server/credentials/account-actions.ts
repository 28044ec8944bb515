import { z } from 'zod';
import type { Caller } from '../database/caller.ts';
import type { Entry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import type { PasswordParameters, StoredParameters } from '../database/password-functions.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { emailAddress, nameOf, newPassword, typedPassword, wholeToken } from '../http/schemas.ts';
import { newDevice } from './device-tokens.ts';
import { deriveKey } from './password-derivation.ts';
import type { PasswordRules } from './password-rules.ts';
import { presentedToken } from './token-format.ts';

/** The fields of an account that is made with a password. */
export const Account = z.object({
  email: emailAddress,
  password: newPassword,
  name: nameOf(200).optional(),
});

/** The fields of a password that is changed by somebody who knows it. */
export const PasswordChange = z.object({ current_password: typedPassword, password: newPassword });

/** The fields of a password that is set with a mailed reset token. */
export const NewPassword = z.object({
  token: wholeToken('rsv_'),
  password: newPassword,
  keep_tokens: z
    .boolean()
    .default(false)
    .describe('Keeps the personal access tokens; by default they end with everything else'),
});

interface AcceptedInvitation {
  status: 'accepted' | 'invalid' | 'another_address' | 'already_member' | 'throttled';
  retry_after: number;
  workspace_id: string;
  role: string;
}

/**
 * Creates an account with a password. Whether the address was free, its owner learns by mail and nobody else at all.
 *
 * @param issuer - the issuing door.
 * @param rules - for passwords.
 * @param account - as it was typed.
 * @param caller - who asks.
 * @throws Problem invalid_input, password_too_common, registration_closed, too_many_attempts.
 */
export async function createAccount(
  issuer: Issuer,
  rules: PasswordRules,
  { email, password, name }: z.infer<typeof Account>,
  caller: Caller,
): Promise<void> {
  const outcome = await underOnePolicy(async () => {
    // Nobody makes us derive keys, or ask elsewhere about passwords, for accounts that they would not get.
    const challenge = await issuer.registrationChallenge(caller);
    if (challenge.status !== 'ok') return challenge;
    const { parameters } = challenge;
    await rules.require(password, email);
    const key = await deriveKey(password, parameters);
    return issuer.registerWithPassword({ address: email, name, ...caller, key, ...parameters });
  });
  if (unthrottled(outcome).status === 'closed') throw new Problem('registration_closed');
}

/**
 * Has a reset token mailed, if anybody has the address.
 *
 * @param issuer - the issuing door.
 * @param address - whose password.
 * @param caller - who asks.
 * @throws Problem too_many_attempts.
 */
export async function mailPasswordReset(issuer: Issuer, address: string, caller: Caller): Promise<void> {
  unthrottled(await issuer.requestPasswordReset(address, caller));
}

/**
 * Sets a password with a mailed reset token, which stays valid if the password is refused.
 *
 * @param issuer - the issuing door.
 * @param rules - for passwords.
 * @param input - the token, the password, and whether personal access tokens are kept.
 * @param caller - who brings them.
 * @returns the token of this device, on which its owner can log in however many strangers try.
 * @throws Problem invalid_proof, too_many_attempts, invalid_input, password_too_common.
 */
export async function setNewPassword(
  issuer: Issuer,
  rules: PasswordRules,
  { token, password, keep_tokens }: z.infer<typeof NewPassword>,
  caller: Caller,
): Promise<string | undefined> {
  const device = newDevice();
  const outcome = unthrottled(
    await underOnePolicy(async () => {
      // An invalid token must not make us derive a key.
      const challenge = await issuer.passwordResetChallenge(token, caller);
      if (challenge.status !== 'ok') return challenge;
      const { address, parameters } = challenge;
      await rules.require(password, address);
      const key = await deriveKey(password, parameters);
      return issuer.resetPassword(token, { key, ...parameters }, caller, keep_tokens, device.digest);
    }),
  );
  if (outcome.status !== 'ok') throw new Problem('invalid_proof');
  return device.tokenOf(outcome.userId, outcome.deviceId);
}

/**
 * Changes the password of the user who entered. Derives nothing for somebody who has to wait; evaluates the new password, and derives its key, only if the current one is correct.
 *
 * @param gateway - the clients' door.
 * @param rules - for passwords.
 * @param entry - who.
 * @param input - the current password and the new one.
 * @throws Problem invalid_input, password_too_common, invalid_credentials, too_many_attempts; or the driver's error.
 */
export async function changePassword(
  gateway: Gateway,
  rules: PasswordRules,
  entry: Entry,
  { current_password, password }: z.infer<typeof PasswordChange>,
): Promise<void> {
  await underOnePolicy(async () => {
    const { currentKey, policy } = await proveWithPassword(gateway, entry, current_password);
    await rules.require(password, await addressOf(gateway, entry));
    const key = await deriveKey(password, policy);
    const { salt, memory_kib, iterations, parallelism } = policy;
    const call = 'change_password($1, row($2, $3, $4, $5, $6))';
    await askOfPassword(gateway, entry, call, currentKey, salt, key, memory_kib, iterations, parallelism);
  });
}

/**
 * Proves that the user who entered knows their password, which their session remembers for what takes a fresh proof.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 * @param password - as typed.
 * @returns the key derived from it, and what a new password is to be derived with.
 * @throws Problem invalid_credentials, too_many_attempts; or the driver's error.
 */
export async function proveWithPassword(
  gateway: Gateway,
  entry: Entry,
  password: string,
): Promise<{ currentKey: Uint8Array; policy: PasswordParameters }> {
  const challenge: StoredParameters = await askOfPassword(gateway, entry, 'password_change_challenge()');
  const currentKey = await deriveKey(password, challenge);
  return { currentKey, policy: await askOfPassword(gateway, entry, 'prove_password($1)', currentKey) };
}

async function addressOf(gateway: Gateway, entry: Entry): Promise<string> {
  const query = { text: `select rowseal.me(null, 1) -> 'user' ->> 'email' as email`, values: [] };
  return (await gateway.one<{ email: string }>(entry, query)).email;
}

async function askOfPassword(gateway: Gateway, entry: Entry, call: string, ...values: unknown[]) {
  const answer = await gateway.one<{ status: string; seconds: number } & PasswordParameters>(entry, {
    text: `select *, ceil(extract(epoch from retry_after))::int as seconds from rowseal.${call}`,
    values,
  });
  unthrottled({ status: answer.status, retryAfter: answer.seconds });
  // Who signs in elsewhere has no password to prove or to change.
  if (answer.status === 'denied' || answer.status === 'no_password') throw new Problem('invalid_credentials');
  return answer;
}

/**
 * Sets a password; once more where the password policy has changed between deriving its key and storing it (RS121).
 *
 * @param set - derives and stores it.
 */
export async function underOnePolicy<T>(set: () => Promise<T>): Promise<T> {
  try {
    return await set();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'RS121')) throw error;
    return set();
  }
}

/**
 * Verifies an address with a mailed token.
 *
 * @param issuer - the issuing door.
 * @param token - the mailed token.
 * @param caller - who brings it.
 * @returns whether it was verified now, or had been with this very proof.
 * @throws Problem invalid_proof, too_many_attempts.
 */
export async function verifyAddress(issuer: Issuer, token: string, caller: Caller): Promise<'now' | 'already'> {
  const { status } = unthrottled(await issuer.verifyEmail(token, caller));
  if (status === 'already_verified') return 'already';
  if (status !== 'ok') throw new Problem('invalid_proof');
  return 'now';
}

/**
 * Declines an invitation for the user who entered.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 * @param token - the invitation.
 * @throws Problem invalid_proof, invitation_for_another, too_many_attempts; or the driver's error.
 */
export async function declineInvitation(gateway: Gateway, entry: Entry, token: string): Promise<void> {
  const presented = presentedToken('rsi_', token);
  const { status } = unthrottled(
    await gateway.one<{ status: string; retry_after: number }>(entry, {
      name: 'decline_invitation',
      text: `select status, ceil(extract(epoch from retry_after))::int as retry_after
               from rowseal.decline_invitation_with_digest($1, $2, $3)`,
      values: [presented?.ownerId, presented?.id, presented?.digest],
    }),
  );
  if (status === 'another_address') throw new Problem('invitation_for_another');
  if (status !== 'declined') throw new Problem('invalid_proof');
}

/**
 * Makes the user who entered a member of the workspace that they were invited to.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 * @param token - the invitation.
 * @returns of which workspace, and as what.
 * @throws Problem invalid_proof, invitation_for_another, conflict, too_many_attempts; or the driver's error.
 */
export async function acceptInvitation(
  gateway: Gateway,
  entry: Entry,
  token: string,
): Promise<{ workspace_id: string; role: string }> {
  const presented = presentedToken('rsi_', token);
  const outcome = await gateway.one<AcceptedInvitation>(entry, {
    name: 'accept_invitation',
    text: `select status, ceil(extract(epoch from retry_after))::int as retry_after, workspace_id, role
             from rowseal.accept_invitation_with_digest($1, $2, $3)`,
    values: [presented?.ownerId, presented?.id, presented?.digest],
  });
  const { status, workspace_id, role } = unthrottled(outcome);
  if (status === 'another_address') throw new Problem('invitation_for_another');
  if (status === 'already_member') throw new Problem('conflict', 'You are already a member of this workspace');
  if (status !== 'accepted') throw new Problem('invalid_proof');
  return { workspace_id, role };
}
