import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';

/** Encrypts what the database keeps and must not know, for one purpose. */
export interface Wrapping {
  /** As a JWE in compact form (RFC 7516), for this purpose. */
  wrap(value: object): Promise<string>;
  /**
   * What was wrapped. Whose it is has to be in it, and to be compared: moved to another row it opens all the same.
   *
   * @param jwe - as it was wrapped.
   * @param refusal - said of what was encrypted under another master key, or for another purpose.
   * @throws Error with that sentence.
   */
  open(jwe: string, refusal: string): Promise<unknown>;
}

/**
 * The encryption for one purpose under the master key of an installation.
 *
 * @param masterKey - 32 bytes or more; the database never sees it.
 * @param purpose - what its key is derived for: what is wrapped for one purpose does not open for another.
 */
export function wrapping(masterKey: Uint8Array, purpose: string): Wrapping {
  const key = new Uint8Array(hkdfSync('sha256', masterKey, '', `rowseal ${purpose} wrap`, 32));
  return {
    wrap: (value) =>
      new CompactEncrypt(Buffer.from(JSON.stringify(value)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
    open: async (jwe, refusal) => {
      try {
        const { plaintext } = await compactDecrypt(jwe, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return JSON.parse(Buffer.from(plaintext).toString());
      } catch {
        throw new Error(refusal);
      }
    },
  };
}
