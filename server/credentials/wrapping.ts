import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { z } from 'zod';
import { Problem } from '../http/problem.ts';
import { type MasterKeys, masterKeyId, ofEach } from './master-keys.ts';

/** Seconds after which it makes sense to ask again: an operator has to put it right. */
const RETRY_AFTER_S = 60;

/**
 * What the database keeps encrypted does not open: it was encrypted under another master key, or is in a row where it does not belong. Who asks cannot
 * help it, so the answer is 503; the message, for operators, says what it is.
 */
export class UnreadableSecret extends Problem {
  /** @param message - what does not open, and why; without anything of it. */
  constructor(message: string) {
    super('unavailable', undefined, RETRY_AFTER_S);
    this.message = message;
  }
}

/** What is said of a secret that does not open. */
export interface Refusals {
  /** It was encrypted under another master key, or for another purpose. */
  sealed: string;
  /** It is of another row, and was moved. */
  moved: string;
}

/** Encrypts what the database keeps and must not know, for one purpose. */
export interface Wrapping {
  /** As a JWE in compact form (RFC 7516), for this purpose, which names the master key (`kid`). */
  wrap(value: object): Promise<string>;
  /**
   * What was wrapped.
   *
   * @param jwe - as it was wrapped.
   * @param shape - of what was wrapped.
   * @param refusals - said of what does not open.
   * @param belongs - whether it is of the row that it was found in: moved to another one it decrypts all the same.
   * @throws UnreadableSecret with one of these sentences.
   */
  open<T>(
    jwe: string,
    shape: z.ZodType<T>,
    refusals: Refusals,
    belongs: (value: T) => boolean | Promise<boolean>,
  ): Promise<T>;
  /**
   * The same text under the master key that encrypts now.
   *
   * @param jwe - as it was wrapped.
   * @param refusal - said of what was encrypted under another master key, or for another purpose.
   * @throws UnreadableSecret with that sentence.
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
    throw new UnreadableSecret(refusal);
  }

  const [{ id: kid, key: current }] = keys;
  const wrapped = (bytes: Uint8Array) =>
    new CompactEncrypt(bytes).setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid }).encrypt(current);
  return {
    wrap: (value) => wrapped(Buffer.from(JSON.stringify(value))),
    open: async (jwe, shape, { sealed, moved }, belongs) => {
      const { data, success } = shape.safeParse(parsed(await plain(jwe, sealed)));
      if (!success) throw new UnreadableSecret(sealed);
      if (!(await belongs(data))) throw new UnreadableSecret(moved);
      return data;
    },
    rewrap: async (jwe, refusal) => wrapped(await plain(jwe, refusal)),
  };
}

/** JSON of some bytes; undefined where they are none. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}
