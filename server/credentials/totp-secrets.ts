import { z } from 'zod';
import type { MasterKeys } from './master-keys.ts';
import { wrapping } from './wrapping.ts';

/** Whose secret it is: moved to another row it does not open. */
export interface SecretOwner {
  userId: string;
  factorId: string;
}

/** Encrypts and decrypts the secrets of authenticator apps under one master key. */
export interface TotpSecrets {
  wrap(owner: SecretOwner, secret: Uint8Array): Promise<string>;
  /**
   * Decrypts a secret.
   *
   * @throws UnreadableSecret when it was encrypted under another master key, or for another user or factor.
   */
  open(owner: SecretOwner, jwe: string): Promise<Buffer>;
}

const Wrapped = z.object({ user: z.string(), factor: z.string(), secret: z.base64url() });
const REFUSALS = {
  sealed: 'the secret of an authenticator app was encrypted under another ROWSEAL_MASTER_KEY',
  moved: 'the stored secret of an authenticator app belongs to another factor',
};

/**
 * The encryption of an installation's secrets of authenticator apps.
 *
 * @param masterKey - of the installation.
 */
export function totpSecrets(masterKey: MasterKeys): TotpSecrets {
  const wrapped = wrapping(masterKey, 'totp-secret');
  return {
    wrap: ({ userId, factorId }, secret) =>
      wrapped.wrap({ user: userId, factor: factorId, secret: Buffer.from(secret).toString('base64url') }),
    open: async ({ userId, factorId }, jwe) => {
      const belongs = ({ user, factor }: z.infer<typeof Wrapped>) => user === userId && factor === factorId;
      const { secret } = await wrapped.open(jwe, Wrapped, REFUSALS, belongs);
      return Buffer.from(secret, 'base64url');
    },
  };
}
