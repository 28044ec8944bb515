import type postgres from 'postgres';

/** Secrets that stay, encrypted under the master key. Mailed codes are too, and end within minutes. */
export const STORED_SECRETS = [
  'signing_key',
  'event_key',
  'client_secret',
  'totp_secret',
  'webhook_secret',
  'former_webhook_secret',
] as const;

/** A kind of secret that stays. */
export type StoredSecret = (typeof STORED_SECRETS)[number];

/** How many secrets are encrypted under a master key; see rowseal_private.encrypted_secrets. */
export interface CountedSecrets {
  kind: StoredSecret | 'email_code';
  /** Null: an earlier release has encrypted them, which named none. */
  key_id: string | null;
  secrets: number;
}

/** A secret as it is stored. */
export interface ListedSecret {
  id: string;
  jwe: string;
}

/** The functions on secrets that are encrypted under the master key. */
export interface EncryptedSecrets {
  encryptedSecrets(): Promise<CountedSecrets[]>;
  /** A page of those that are not encrypted under a key, after an id. */
  listSecrets(kind: StoredSecret, keyId: string, after: string | null): Promise<ListedSecret[]>;
  /** Puts others in the place of listed ones; how many were still there. */
  replaceSecrets(kind: StoredSecret, replaced: readonly (ListedSecret & { successor: string })[]): Promise<number>;
  /** Writes the audit event of a pass. */
  noteReencryption(keyId: string, secrets: number): Promise<void>;
}

/**
 * The functions on encrypted secrets, behind a door.
 *
 * @param sql - the door.
 */
export function encryptedSecretsBehind(sql: postgres.Sql): EncryptedSecrets {
  return {
    encryptedSecrets: async () => [
      ...(await sql<
        CountedSecrets[]
      >`select kind, key_id, secrets::integer as secrets from rowseal_private.encrypted_secrets()`),
    ],
    listSecrets: async (kind, keyId, after) => [
      ...(await sql<ListedSecret[]>`select id, jwe from rowseal_private.list_secrets(${kind}, ${keyId}, ${after})`),
    ],
    replaceSecrets: async (kind, replaced) => {
      const column = (name: 'id' | 'jwe' | 'successor') => replaced.map((each) => each[name]);
      const [row] = await sql<{ count: number }[]>`
        select rowseal_private.replace_secrets(
          ${kind}, ${column('id')}, ${column('jwe')}, ${column('successor')}) as count`;
      return row?.count ?? 0;
    },
    noteReencryption: async (keyId, secrets) => {
      await sql`select rowseal_private.note_reencryption(${keyId}, ${secrets})`;
    },
  };
}
