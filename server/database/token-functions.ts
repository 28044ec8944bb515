import type postgres from 'postgres';
import { fromEntry } from './claims-row.ts';
import type { ClaimsEntry } from './entry.ts';
import { claimsOnce, type IdempotencyKey, keepingKey } from './idempotency.ts';
import { only } from './rows.ts';

/** What a personal access token is made of; see rowseal_private.create_token. */
export interface NewToken {
  name: string;
  /** A timestamp of RFC 3339. */
  expiresAt: string;
  scope: string | undefined;
  networks: string[] | undefined;
}

/** What a key of a service is made of; see rowseal_private.create_service_key. */
export interface NewServiceKey extends Pick<NewToken, 'expiresAt' | 'networks'> {
  /** A JWK; left out: a secret is made. */
  publicKey: object | undefined;
}

/** A key of a service. */
export interface MadeServiceKey {
  id: string;
  /** Null where it has a public key. */
  token: string | null;
}

/** What an invitation link is made of; see rowseal_private.create_invitation_link. */
export interface NewLink {
  role: string;
  maxUses: number;
  /** A timestamp of RFC 3339. */
  expiresAt: string;
  emailDomain: string | undefined;
}

/** Personal access tokens, keys of services, and invitation links, behind the issuing door: SQL in a request may call no function that hands out a secret. */
export interface TokenFunctions {
  /**
   * Makes a personal access token of the holder of an access token.
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  createToken(entry: ClaimsEntry, made: NewToken, key?: IdempotencyKey): Promise<{ id: string; token: string }>;
  /**
   * Gives one a new secret and expiry.
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  rotateToken(entry: ClaimsEntry, id: string, expiresAt: string, key?: IdempotencyKey): Promise<string>;
  /**
   * Makes a key of a service.
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  createServiceKey(
    entry: ClaimsEntry,
    service: string,
    made: NewServiceKey,
    key?: IdempotencyKey,
  ): Promise<MadeServiceKey>;
  /**
   * Makes an invitation link.
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  createInvitationLink(entry: ClaimsEntry, made: NewLink, key?: IdempotencyKey): Promise<{ id: string; token: string }>;
}

/**
 * The functions of personal access tokens, one method each.
 *
 * @param sql - connections of rowseal_issuer.
 */
export function tokenFunctions(sql: postgres.Sql<{ seconds: number; texts: string[] }>): TokenFunctions {
  return {
    createToken: async (entry, { name, expiresAt, scope, networks }, key) =>
      only(
        await sql<{ id: string; token: string }[]>`
          select made.* ${keepingKey(sql, sql`made.id`, key)} from rowseal_private.create_token(
            ${claimsOnce(sql, entry, fromEntry(sql, entry), key)}, ${entry.wanted ?? null}, ${name}, ${expiresAt}::text::timestamptz, ${scope ?? null},
            ${networks ? sql.typed.texts(networks) : null}::text[]::cidr[], ${fromEntry(sql, entry)}
          ) as made`,
      ),
    rotateToken: async (entry, id, expiresAt, key) => {
      const row = only(
        await sql<{ token: string }[]>`
          select made.token ${keepingKey(sql, sql`${id}`, key)} from rowseal_private.rotate_token(
            ${claimsOnce(sql, entry, fromEntry(sql, entry), key)}, ${entry.wanted ?? null}, ${id}, ${expiresAt}::text::timestamptz,
            ${fromEntry(sql, entry)}
          ) as made (token)`,
      );
      return row.token;
    },
    createServiceKey: async (entry, service, { expiresAt, networks, publicKey }, key) =>
      only(
        await sql<MadeServiceKey[]>`
          select made.* ${keepingKey(sql, sql`made.id`, key)} from rowseal_private.create_service_key(
            ${claimsOnce(sql, entry, fromEntry(sql, entry), key)}, ${entry.wanted ?? null}, ${service}, ${expiresAt}::text::timestamptz,
            ${networks ? sql.typed.texts(networks) : null}::text[]::cidr[], ${fromEntry(sql, entry)},
            ${publicKey ? sql.json(publicKey as postgres.JSONValue) : null}
          ) as made`,
      ),
    createInvitationLink: async (entry, { role, maxUses, expiresAt, emailDomain }, key) =>
      only(
        await sql<{ id: string; token: string }[]>`
          select made.* ${keepingKey(sql, sql`made.id`, key)} from rowseal_private.create_invitation_link(
            ${claimsOnce(sql, entry, fromEntry(sql, entry), key)}, ${entry.wanted ?? null}, ${role}, ${maxUses},
            ${expiresAt}::text::timestamptz, ${emailDomain ?? null}, ${fromEntry(sql, entry)}
          ) as made`,
      ),
  };
}
