import { z } from 'zod';
import type { MasterKeys } from '../credentials/master-keys.ts';
import { wrapping } from '../credentials/wrapping.ts';
import type { StoredProvider } from '../database/provider-functions.ts';

/** Whose client secret it is, so that nobody who can write to the database can have it sent anywhere else. */
type Owner = Pick<StoredProvider, 'id' | 'kind' | 'issuer' | 'client_id'>;

/** Encrypts and decrypts our client secrets at providers under one master key. */
export interface ClientSecretWrap {
  wrap(owner: Owner, secret: string): Promise<string>;
  /**
   * Decrypts a secret.
   *
   * @throws UnreadableSecret when it was encrypted under another master key, or for another provider.
   */
  open(stored: Owner & Pick<StoredProvider, 'client_secret_jwe'>): Promise<string>;
}

const Wrapped = z.object({ owner: z.string(), secret: z.string() });
const nameOf = ({ id, kind, issuer, client_id }: Owner) => JSON.stringify([id, kind, issuer, client_id]);

/**
 * The encryption of an installation's client secrets.
 *
 * @param masterKey - of the installation.
 */
export function clientSecretWrap(masterKey: MasterKeys): ClientSecretWrap {
  const wrapped = wrapping(masterKey, 'client-secret');
  return {
    wrap: (owner, secret) => wrapped.wrap({ owner: nameOf(owner), secret }),
    open: async (stored) => {
      const refusals = {
        sealed: `the client secret of ${stored.id} was encrypted under another ROWSEAL_MASTER_KEY`,
        moved: `the stored client secret of ${stored.id} belongs to another provider`,
      };
      const belongs = ({ owner }: z.infer<typeof Wrapped>) => owner === nameOf(stored);
      const { secret } = await wrapped.open(stored.client_secret_jwe, Wrapped, refusals, belongs);
      return secret;
    },
  };
}
