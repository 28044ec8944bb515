import { type EncryptedSecrets, STORED_SECRETS, type StoredSecret } from '../database/encrypted-secrets.ts';
import { eachKey, type MasterKeys, masterKeyId } from './master-keys.ts';
import { type Wrapping, wrapping } from './wrapping.ts';

/** What each kind is encrypted for. */
const PURPOSES: Record<StoredSecret, string> = {
  signing_key: 'signing-key',
  event_key: 'event-key',
  client_secret: 'client-secret',
  totp_secret: 'totp-secret',
  webhook_secret: 'webhook-secret',
  former_webhook_secret: 'webhook-secret',
};

/** What a pass has done. */
export interface Reencryption {
  /** How many secrets are under the current key now that were not before. */
  replaced: number;
  /** How many stay, because none of the keys opens them. */
  unopened: number;
}

/**
 * Encrypts every secret under the current master key that is not yet, a page at a time. One that changes meanwhile stays as it has become, for the next
 * pass.
 *
 * @param door - where secrets are kept.
 * @param masterKey - the current key, and the one that they may be encrypted under.
 */
export async function reencrypt(door: EncryptedSecrets, masterKey: MasterKeys): Promise<Reencryption> {
  const [current] = eachKey(masterKey);
  const keyId = masterKeyId(current);
  const done: Reencryption = { replaced: 0, unopened: 0 };
  for (const kind of STORED_SECRETS) {
    const secrets = wrapping(masterKey, PURPOSES[kind]);
    for (let after: string | null = null; ; ) {
      const page = await door.listSecrets(kind, keyId, after);
      const successors = await Promise.all(
        page.map(async (each) => ({ ...each, ...(await successorOf(each, secrets)) })),
      );
      const opened = successors.flatMap(({ successor, ...each }) => (successor ? [{ ...each, successor }] : []));
      if (opened.length > 0) done.replaced += await door.replaceSecrets(kind, opened);
      done.unopened += page.length - opened.length;
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.id;
    }
  }
  if (done.replaced > 0) await door.noteReencryption(keyId, done.replaced);
  return done;
}

async function successorOf({ jwe }: { jwe: string }, secrets: Wrapping): Promise<{ successor: string | undefined }> {
  return { successor: await secrets.rewrap(jwe, 'under another key').catch(() => undefined) };
}
