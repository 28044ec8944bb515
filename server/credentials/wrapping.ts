import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { type MasterKeys, masterKeyId, ofEach } from './master-keys.ts';

/** Encrypts what the database keeps and must not know, for one purpose. */
export interface Wrapping {
  /** As a JWE in compact form (RFC 7516), for this purpose, which names the master key (`kid`). */
  wrap(value: object): Promise<string>;
  /**
   * What was wrapped. Whose it is has to be in it, and to be compared: moved to another row it opens all the same.
   *
   * @param jwe - as it was wrapped.
   * @param refusal - said of what was encrypted under another master key, or for another purpose.
   * @throws Error with that sentence.
   */
  open(jwe: string, refusal: string): Promise<unknown>;
  /**
   * The same, under the master key that encrypts now.
   *
   * @param jwe - as it was wrapped.
   * @param refusal - see {@link Wrapping.open}.
   * @throws as {@link Wrapping.open}.
   */
  rewrap(jwe: string, refusal: string): Promise<string>;
}

/**
 * The encryption for one purpose under the master key of an installation.
 *
 * @param masterKey - of the installation.
 * @param purpose - what its key is derived for: what is wrapped for one purpose does not open for another.
 */
export function wrapping(masterKey: MasterKeys, purpose: string): Wrapping {
  const keys = ofEach(masterKey, (key) => ({
    id: masterKeyId(key),
    key: new Uint8Array(hkdfSync('sha256', key, '', `rowseal ${purpose} wrap`, 32)),
  }));

  async function plain(jwe: string, refusal: string): Promise<Uint8Array> {
    // What was wrapped by a release that named no key is tried under each.
    for (const { id, key } of keys) {
      try {
        const { kid = id } = decodeProtectedHeader(jwe);
        if (kid !== id) continue;
        const { plaintext } = await compactDecrypt(jwe, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return plaintext;
      } catch {}
    }
    throw new Error(refusal);
  }

  const [{ id: kid, key: current }] = keys;
  const wrapped = (bytes: Uint8Array) =>
    new CompactEncrypt(bytes).setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid }).encrypt(current);
  return {
    wrap: (value) => wrapped(Buffer.from(JSON.stringify(value))),
    open: async (jwe, refusal) => {
      const bytes = await plain(jwe, refusal);
      try {
        return JSON.parse(Buffer.from(bytes).toString());
      } catch {
        throw new Error(refusal);
      }
    },
    rewrap: async (jwe, refusal) => wrapped(await plain(jwe, refusal)),
  };
}
