import { CompactSign } from 'jose';
import type { Evidence, UnsignedBatch } from '../database/evidence-functions.ts';
import { keyWrap, type OpenKey } from './key-material.ts';
import type { MasterKeys } from './master-keys.ts';

/** The type of signed heads (RFC 7515 section 4.1.9). */
const TYPE = 'rowseal-head';

/** Signs the heads of batches of audit events. */
export interface HeadSigner {
  /** A compact JWS that says which head a batch has, when this process saw it, and which key signs the next one, where that is another. */
  sign(batch: UnsignedBatch): Promise<{ statement: string; keyId: string }>;
}

/**
 * Opens the keys that sign sealed audit events, and makes the first where there is none. They sign nothing else.
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
  const opened = new Map<string, Promise<OpenKey>>();

  /** A key by its id; left out: the newest. */
  async function keyOf(id?: string | null): Promise<{ id: string; key: OpenKey }> {
    const known = id ? opened.get(id) : undefined;
    if (id && known) return { id, key: await known };
    const stored = await door.eventKeys();
    const found = id ? stored.find((each) => each.id === id) : stored[0];
    if (!found?.private_jwe) throw new Error('there is no key that signs audit events');
    const { id: keyId, private_jwe } = found;
    const key = wrap.open({ id: keyId, private_jwe, algorithm: 'EdDSA' });
    opened.set(keyId, key);
    key.catch(() => opened.delete(keyId));
    return { id: keyId, key: await key };
  }

  if ((await door.eventKeys()).length === 0) {
    const { id, public_jwk, private_jwe } = await wrap.make('EdDSA');
    await door.addEventKey({ id, public_jwk, private_jwe });
  }
  await keyOf();
  return {
    sign: async ({ segment, number, first_event: first, events, head, key_id, next_key_id: next }) => {
      const { id: keyId, key } = await keyOf(key_id);
      const payload = JSON.stringify({
        batch: Number(number),
        events: Number(first) + events - 1,
        head,
        ...(next === null ? {} : { next }),
        segment,
        signed_at: new Date().toISOString(),
      });
      const statement = await new CompactSign(Buffer.from(payload))
        .setProtectedHeader({ alg: 'EdDSA', kid: keyId, typ: TYPE })
        .sign(key.privateKey);
      return { statement, keyId };
    },
  };
}

/**
 * Makes another key sign sealed audit events, from the batch after the next one on.
 *
 * @param door - where keys are kept.
 * @param masterKey - encrypts the private part.
 * @param onlyDue - where the schedule says that it is time.
 * @returns its id, and the first batch that it signs; undefined: there is no key yet, or it is not time.
 * @throws Error when the keys were encrypted under another master key, which would then be needed to sign.
 */
export async function rotateEventKey(
  door: Pick<Evidence, 'eventKeys' | 'rotateEventKey'>,
  masterKey: MasterKeys,
  onlyDue: boolean,
): Promise<{ id: string; firstBatch: number } | undefined> {
  const wrap = keyWrap(masterKey, 'events');
  const [newest] = await door.eventKeys();
  if (newest?.private_jwe) {
    const { id, private_jwe } = newest;
    await wrap.open({ id, private_jwe, algorithm: 'EdDSA' });
  }
  const { id, public_jwk, private_jwe } = await wrap.make('EdDSA');
  const firstBatch = await door.rotateEventKey({ id, public_jwk, private_jwe }, onlyDue);
  return firstBatch === null ? undefined : { id, firstBatch };
}
