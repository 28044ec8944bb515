import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { z } from 'zod';
import type { StoredProvider } from '../database/provider-functions.ts';

/** Whose client secret it is, so that nobody who can write to the database can have it sent anywhere else. */
type Owner = Pick<StoredProvider, 'id' | 'kind' | 'issuer' | 'client_id'>;

/** Encrypts and decrypts our client secrets at providers under one master key. */
export interface ClientSecretWrap {
  wrap(owner: Owner, secret: string): Promise<string>;
  /**
   * Decrypts a secret.
   *
   * @throws Error when it was encrypted under another master key, or for another provider.
   */
  open(stored: Owner & Pick<StoredProvider, 'client_secret_jwe'>): Promise<string>;
}

const Wrapped = z.object({ owner: z.string(), secret: z.string() });
const nameOf = ({ id, kind, issuer, client_id }: Owner) => JSON.stringify([id, kind, issuer, client_id]);

/**
 * The encryption of an installation's client secrets.
 *
 * @param masterKey - 32 bytes or more; the database never sees it.
 */
export function clientSecretWrap(masterKey: Uint8Array): ClientSecretWrap {
  const wrappingKey = new Uint8Array(hkdfSync('sha256', masterKey, '', 'rowseal client-secret wrap', 32));
  return {
    wrap: (owner, secret) =>
      new CompactEncrypt(Buffer.from(JSON.stringify({ owner: nameOf(owner), secret })))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(wrappingKey),
    open: async (stored) => {
      const { plaintext } = await compactDecrypt(stored.client_secret_jwe, wrappingKey, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      }).catch(() => {
        throw new Error(`the client secret of ${stored.id} was encrypted under another ROWSEAL_MASTER_KEY`);
      });
      const { owner, secret } = Wrapped.parse(JSON.parse(Buffer.from(plaintext).toString()));
      if (owner !== nameOf(stored))
        throw new Error(`the stored client secret of ${stored.id} belongs to another provider`);
      return secret;
    },
  };
}
