import { randomUUID } from 'node:crypto';
import type { ClaimsEntry } from '../database/entry.ts';
import type { IdempotencyKey } from '../database/idempotency.ts';
import type { WebhookFunctions } from '../database/webhook-functions.ts';
import type { MasterKeys } from './master-keys.ts';
import { webhookSecrets } from './webhook-secrets.ts';

/** What a webhook is asked to be. */
export interface NewWebhook {
  /** Where events are told. */
  url: string;
  /** The only kinds of events; undefined: all. */
  kinds?: readonly string[] | undefined;
}

/** Makes what hands out a secret, which is shown once. */
export interface Webhooks {
  /**
   * Makes a webhook.
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  create(entry: ClaimsEntry, asked: NewWebhook, key?: IdempotencyKey): Promise<{ id: string; secret: string }>;
  /**
   * Gives one another secret; the former one signs too until a moment (a timestamp of RFC 3339; undefined: for a day).
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  rotate(
    entry: ClaimsEntry,
    id: string,
    formerEndsAt?: string | undefined,
    key?: IdempotencyKey,
  ): Promise<{ id: string; secret: string }>;
}

/**
 * The secrets of webhooks are made here and encrypted under the master key, so that the database never sees one.
 *
 * @param functions - of the issuing door.
 * @param masterKey - of the installation.
 */
export function openWebhooks(functions: WebhookFunctions, masterKey: MasterKeys): Webhooks {
  const secrets = webhookSecrets(masterKey);
  return {
    create: async (entry, { url, kinds }, key) => {
      const id = randomUUID();
      const { secret, jwe } = await secrets.create(id);
      await functions.createWebhook(entry, { id, secretJwe: jwe, url, kinds }, key);
      return { id, secret };
    },
    rotate: async (entry, id, formerEndsAt, key) => {
      const { secret, jwe } = await secrets.create(id);
      await functions.rotateWebhookSecret(entry, { id, secretJwe: jwe, formerEndsAt }, key);
      return { id, secret };
    },
  };
}
