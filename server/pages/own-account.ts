import type { ClaimsEntry, Gateway } from '../database/gateway.ts';

/** Who is signed in, as account pages show it. */
export interface OwnAccount {
  email: string;
  email_verified: boolean;
  name: string | null;
}

/**
 * Who is signed in.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 */
export async function accountOf(gateway: Gateway, entry: ClaimsEntry): Promise<OwnAccount> {
  const { shown } = await gateway.one<{ shown: { user: OwnAccount } }>(
    { ...entry },
    { text: 'select rowseal.me(null, 1) as shown', values: [] },
  );
  return shown.user;
}

/**
 * Whether who is signed in has a password to prove who they are with.
 *
 * @param gateway - the clients' door.
 * @param entry - who.
 */
export async function hasPassword(gateway: Gateway, entry: ClaimsEntry): Promise<boolean> {
  const { status } = await gateway.one<{ status: string }>(
    { ...entry },
    { text: 'select status from rowseal.password_change_challenge()', values: [] },
  );
  return status !== 'no_password';
}
