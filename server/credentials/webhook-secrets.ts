import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { MasterKeys } from './master-keys.ts';
import { wrapping } from './wrapping.ts';

const PREFIX = 'whsec_';
/** Bytes of a secret. */
const LENGTH = 32;

/** Encrypts and decrypts the secrets of webhooks under one master key. */
export interface WebhookSecrets {
  /** A secret for a webhook: as its receiver is shown it, and as the database keeps it. */
  create(webhookId: string): Promise<{ secret: string; jwe: string }>;
  /**
   * Decrypts a secret.
   *
   * @returns its bytes.
   * @throws UnreadableSecret when it was encrypted under another master key, or for another webhook.
   */
  open(webhookId: string, jwe: string): Promise<Buffer>;
}

const Wrapped = z.object({ webhook: z.string(), secret: z.base64() });
const REFUSALS = {
  sealed: 'the secret of a webhook was encrypted under another ROWSEAL_MASTER_KEY',
  moved: 'the stored secret of a webhook belongs to another one',
};

/**
 * The encryption of an installation's secrets of webhooks.
 *
 * @param masterKey - of the installation.
 */
export function webhookSecrets(masterKey: MasterKeys): WebhookSecrets {
  const wrapped = wrapping(masterKey, 'webhook-secret');
  return {
    create: async (webhookId) => {
      const secret = randomBytes(LENGTH).toString('base64');
      return { secret: `${PREFIX}${secret}`, jwe: await wrapped.wrap({ webhook: webhookId, secret }) };
    },
    open: async (webhookId, jwe) => {
      const { secret } = await wrapped.open(jwe, Wrapped, REFUSALS, ({ webhook }) => webhook === webhookId);
      return Buffer.from(secret, 'base64');
    },
  };
}

/** A message to a webhook. */
export interface WebhookMessage {
  /** Without a full stop; the same at each try. */
  id: string;
  /** When it is sent, in seconds since 1970. */
  timestamp: number;
  /** What is sent, byte for byte. */
  body: string;
}

/**
 * The signatures of a message, one for each secret, as the header `webhook-signature` has them.
 *
 * Source: Standard Webhooks, "Signature scheme": HMAC-SHA256 over id, timestamp and body.
 *
 * @param message - to sign.
 * @param secrets - of the webhook: the current one, and while it is replaced the former.
 */
export function signaturesOf({ id, timestamp, body }: WebhookMessage, secrets: readonly Uint8Array[]): string {
  return secrets
    .map((secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
    .join(' ');
}
