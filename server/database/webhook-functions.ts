import type postgres from 'postgres';
import { fromRequest } from './caller.ts';
import type { ClaimsEntry } from './entry.ts';
import { claimsOnce, type IdempotencyKey, keepingKey } from './idempotency.ts';
import { only } from './rows.ts';

/** What a webhook is made of; see rowseal_private.create_webhook. */
export interface StoredWebhook {
  id: string;
  /** What signs, encrypted for this id. */
  secretJwe: string;
  url: string;
  /** The only kinds of events that are told; undefined: all. */
  kinds: readonly string[] | undefined;
}

/** A secret that takes the place of another; see rowseal_private.rotate_webhook_secret. */
export interface StoredSecret extends Pick<StoredWebhook, 'id' | 'secretJwe'> {
  /** Until when the former one signs too, a timestamp of RFC 3339; undefined: for a day. */
  formerEndsAt: string | undefined;
}

/** Webhooks behind the issuing door: SQL in a request may call no function that takes a secret. */
export interface WebhookFunctions {
  /**
   * Stores a webhook.
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  createWebhook(entry: ClaimsEntry, made: StoredWebhook, key?: IdempotencyKey): Promise<void>;
  /**
   * Stores another secret of one.
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  rotateWebhookSecret(entry: ClaimsEntry, made: StoredSecret, key?: IdempotencyKey): Promise<void>;
}

/**
 * The functions of webhooks, one method each.
 *
 * @param sql - connections of rowseal_issuer.
 */
export function webhookFunctions(sql: postgres.Sql<{ seconds: number; texts: string[] }>): WebhookFunctions {
  const callerOf = ({ ip, request_id }: ClaimsEntry) => fromRequest(sql, { ip, reqId: request_id });
  return {
    createWebhook: async (entry, { id, secretJwe, url, kinds }, key) => {
      only(
        await sql`
          select made.id ${keepingKey(sql, sql`made.id`, key)} from rowseal_private.create_webhook(
            ${claimsOnce(sql, entry, callerOf(entry), key)}, ${entry.wanted ?? null}, ${id}, ${secretJwe}, ${url},
            ${kinds ? sql.typed.texts([...kinds]) : null}::text[], ${callerOf(entry)}
          ) as made (id)`,
      );
    },
    rotateWebhookSecret: async (entry, { id, secretJwe, formerEndsAt }, key) => {
      only(
        await sql`
          select made.id ${keepingKey(sql, sql`made.id`, key)} from rowseal_private.rotate_webhook_secret(
            ${claimsOnce(sql, entry, callerOf(entry), key)}, ${entry.wanted ?? null}, ${id}, ${secretJwe},
            ${formerEndsAt ?? null}::text::timestamptz, ${callerOf(entry)}
          ) as made (id)`,
      );
    },
  };
}
