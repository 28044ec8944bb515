import { z } from 'zod';
import type { Caller } from '../database/caller.ts';
import type { Entry, Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { Problem, unthrottled } from '../http/problem.ts';
import { emailAddress, nameOf, newPassword, typedPassword, wholeToken } from '../http/schemas.ts';
import { proveWithPassword, underOnePolicy } from './account-actions.ts';
import { newDevice } from './device-tokens.ts';
import { deriveKey } from './password-derivation.ts';
import type { PasswordRules } from './password-rules.ts';

/** The fields of a name that is changed. */
export const NameChange = z.strictObject({ name: nameOf(200).nullable().describe('Null: none') });

/** What takes a fresh proof has this field beside its own. */
export const freshProof = {
  current_password: typedPassword
    .optional()
    .describe('Left out: the session has proved within the last minutes who is asking, by signing in'),
};

/** The fields of an address that is changed. */
export const AddressChange = z.strictObject({ email: emailAddress, ...freshProof });

/** What deletes an account. */
export const AccountDeletion = z.strictObject(freshProof);

/** The fields of an address that is taken back. */
export const AddressRestoration = z.strictObject({ token: wholeToken('rsv_'), password: newPassword });

/**
 * Changes the name of the user who entered.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 * @param input - the name.
 * @throws Problem, or the driver's error.
 */
export async function changeName(gateway: Gateway, entry: Entry, { name }: z.infer<typeof NameChange>): Promise<void> {
  await gateway.query(entry, { name: 'change_name', text: 'select rowseal.change_name($1)', values: [name] });
}

/**
 * Has the user who entered mailed another token that verifies their address.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 * @returns whether there was anything left to verify.
 * @throws Problem too_many_attempts; or the driver's error.
 */
export async function resendVerification(gateway: Gateway, entry: Entry): Promise<'accepted' | 'already_verified'> {
  const { status } = unthrottled(
    await gateway.one<{ status: 'accepted' | 'already_verified' | 'throttled'; retry_after: number }>(entry, {
      name: 'resend_verification',
      text: `select status, ceil(extract(epoch from retry_after))::int as retry_after
               from rowseal.resend_verification()`,
      values: [],
    }),
  );
  return status as 'accepted' | 'already_verified';
}

/**
 * Has a token mailed to the address that the user who entered wants to have. Whether it is somebody's, nobody learns but who reads that mailbox.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 * @param input - the address, and the current password unless the session is fresh.
 * @throws Problem invalid_credentials, insufficient_user_authentication, conflict, too_many_attempts; or the driver's error.
 */
export async function changeAddress(
  gateway: Gateway,
  entry: Entry,
  { email, current_password }: z.infer<typeof AddressChange>,
): Promise<void> {
  if (current_password !== undefined) await proveWithPassword(gateway, { ...entry }, current_password);
  const { status } = unthrottled(
    await gateway.one<{ status: 'accepted' | 'unchanged' | 'throttled'; retry_after: number }>(
      { ...entry },
      {
        name: 'change_address',
        text: `select status, ceil(extract(epoch from retry_after))::int as retry_after
                 from rowseal.change_address($1)`,
        values: [email],
      },
    ),
  );
  if (status === 'unchanged') throw new Problem('conflict', 'This is your address already');
}

/**
 * Gives a user the address that a token was mailed to.
 *
 * @param issuer - the issuing door.
 * @param token - the mailed token.
 * @param caller - who brings it.
 * @throws Problem invalid_proof, too_many_attempts.
 */
export async function confirmAddress(issuer: Issuer, token: string, caller: Caller): Promise<void> {
  const { status } = unthrottled(await issuer.confirmAddress(token, caller));
  if (status !== 'ok') throw new Problem('invalid_proof');
}

/**
 * Takes an account back to its former address, with a new password.
 *
 * @param issuer - the issuing door.
 * @param rules - for passwords.
 * @param input - the token that was mailed there, and the password.
 * @param caller - who brings it.
 * @returns the token of this device, as {@link newDevice} makes it.
 * @throws Problem invalid_proof, too_many_attempts, invalid_input, password_too_common.
 */
export async function restoreAddress(
  issuer: Issuer,
  rules: PasswordRules,
  { token, password }: z.infer<typeof AddressRestoration>,
  caller: Caller,
): Promise<string | undefined> {
  const device = newDevice();
  const outcome = unthrottled(
    await underOnePolicy(async () => {
      const challenge = await issuer.restoreAddressChallenge(token, caller);
      if (challenge.status !== 'ok') return challenge;
      const { address, parameters } = challenge;
      await rules.require(password, address);
      const key = await deriveKey(password, parameters);
      return issuer.restoreAddress(token, { key, ...parameters }, caller, device.digest);
    }),
  );
  if (outcome.status !== 'ok') throw new Problem('invalid_proof');
  return device.tokenOf(outcome.userId, outcome.deviceId);
}

/**
 * Deletes the account of the user who entered.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 * @param input - the current password unless the session is fresh.
 * @returns when it is erased (RFC 3339).
 * @throws Problem last_owner, which names what keeps it; invalid_credentials, insufficient_user_authentication; or the driver's error.
 */
export async function deleteAccount(
  gateway: Gateway,
  entry: Entry,
  { current_password }: z.infer<typeof AccountDeletion>,
): Promise<string> {
  if (current_password !== undefined) await proveWithPassword(gateway, { ...entry }, current_password);
  const { status, erase_at } = await gateway.one<{ status: 'deleted' | 'last_owner'; erase_at: string }>(
    { ...entry },
    {
      name: 'delete_account',
      text: 'select status, to_jsonb(erase_at) as erase_at from rowseal.delete_account()',
      values: [],
    },
  );
  if (status === 'deleted') return erase_at;
  const blockers = await deletionBlockers(gateway, entry);
  const named = blockers.map(({ slug, name }) => `${name} (${slug})`).join(', ');
  throw new Problem(
    'last_owner',
    `You are the only owner of ${named}. Make somebody else an owner, or delete it, first.`,
  );
}

/**
 * The workspaces that keep the user who entered from deleting their account.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 */
export async function deletionBlockers(gateway: Gateway, entry: Entry): Promise<{ slug: string; name: string }[]> {
  return gateway.many<{ slug: string; name: string }>(
    { ...entry },
    { name: 'deletion_blockers', text: 'select slug, name from rowseal.deletion_blockers()', values: [] },
  );
}

/**
 * Restores an account that its owner has deleted.
 *
 * @param issuer - the issuing door.
 * @param token - as mailed, or as a sign-in offered.
 * @param caller - who brings it.
 * @throws Problem invalid_proof, too_many_attempts.
 */
export async function restoreAccount(issuer: Issuer, token: string, caller: Caller): Promise<void> {
  const { status } = unthrottled(await issuer.restoreAccount(token, caller));
  if (status !== 'ok') throw new Problem('invalid_proof');
}
