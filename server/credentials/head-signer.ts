import { CompactSign } from 'jose';
import type { Evidence, UnsignedBatch } from '../database/evidence-functions.ts';
import { keyWrap, type OpenKey } from './key-material.ts';
import type { MasterKeys } from './master-keys.ts';

/** The type of signed heads (RFC 7515 section 4.1.9). */
const TYPE = 'rowseal-head';

/** Signs the heads of batches of audit events. */
export interface HeadSigner {
  /** The thumbprint of its key (RFC 7638), which verifiers are told. */
  readonly keyId: string;
  /** A compact JWS that says which head a batch has, and when this process saw it. */
  sign(batch: UnsignedBatch): Promise<string>;
}

/**
 * Opens the key that signs sealed audit events, and makes it where there is none. It signs nothing else.
 *
 * @param door - where keys are kept.
 * @param masterKey - encrypts the private part; the database never sees it.
 * @throws Error when the key was encrypted under another master key.
 */
export async function openHeadSigner(
  door: Pick<Evidence, 'eventKeys' | 'addEventKey'>,
  masterKey: MasterKeys,
): Promise<HeadSigner> {
  const wrap = keyWrap(masterKey, 'events');
  let [stored] = await door.eventKeys();
  if (!stored) {
    const { id, public_jwk, private_jwe } = await wrap.make('EdDSA');
    await door.addEventKey({ id, public_jwk, private_jwe });
    [stored] = await door.eventKeys();
  }
  if (!stored) throw new Error('there is no key that signs audit events');
  const { id: keyId } = stored;
  const { privateKey }: OpenKey = await wrap.open({ ...stored, algorithm: 'EdDSA' });
  return {
    keyId,
    sign: async ({ segment, number, first_event: first, events, head }) => {
      const payload = JSON.stringify({
        batch: Number(number),
        events: Number(first) + events - 1,
        head,
        segment,
        signed_at: new Date().toISOString(),
      });
      return new CompactSign(Buffer.from(payload))
        .setProtectedHeader({ alg: 'EdDSA', kid: keyId, typ: TYPE })
        .sign(privateKey);
    },
  };
}
