import type postgres from 'postgres';
import { fromRequest } from './caller.ts';
import type { ClaimsEntry } from './gateway.ts';
import { only } from './rows.ts';

/** What a personal access token is made of; see rowseal_private.create_token. */
export interface NewToken {
  name: string;
  /** A timestamp of RFC 3339. */
  expiresAt: string;
  scope: string | undefined;
  networks: string[] | undefined;
}

/** Personal access tokens behind the issuing door: SQL in a request may call no function that hands out a secret. */
export interface TokenFunctions {
  /**
   * Makes a personal access token of the holder of an access token.
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  createToken(entry: ClaimsEntry, made: NewToken): Promise<{ id: string; token: string }>;
  /**
   * Gives one a new secret and expiry.
   *
   * @throws the driver's error, with its SQLSTATE in `code`.
   */
  rotateToken(entry: ClaimsEntry, id: string, expiresAt: string): Promise<string>;
}

/**
 * The functions of personal access tokens, one method each.
 *
 * @param sql - connections of rowseal_issuer.
 */
export function tokenFunctions(sql: postgres.Sql<{ seconds: number; texts: string[] }>): TokenFunctions {
  const claimsOf = ({ sub, sid, workspace, scope, exp, seal_key, seal }: ClaimsEntry) => sql`
    row(
      ${sub}::uuid, ${sid}::uuid, ${workspace ?? null}::uuid, ${scope ?? null}::text, ${Number(exp)}::bigint, ${seal_key}::text,
      ${Buffer.from(seal, 'hex')}::bytea
    )::rowseal_private.claims`;
  const callerOf = ({ ip, request_id }: ClaimsEntry) => fromRequest(sql, { ip, reqId: request_id });
  return {
    createToken: async (entry, { name, expiresAt, scope, networks }) =>
      only(
        await sql<{ id: string; token: string }[]>`
          select * from rowseal_private.create_token(
            ${claimsOf(entry)}, ${entry.wanted ?? null}, ${name}, ${expiresAt}::text::timestamptz, ${scope ?? null},
            ${networks ? sql.typed.texts(networks) : null}::text[]::cidr[], ${callerOf(entry)}
          )`,
      ),
    rotateToken: async (entry, id, expiresAt) => {
      const row = only(
        await sql<{ token: string }[]>`
          select rowseal_private.rotate_token(
            ${claimsOf(entry)}, ${entry.wanted ?? null}, ${id}, ${expiresAt}::text::timestamptz,
            ${callerOf(entry)}
          ) as token`,
      );
      return row.token;
    },
  };
}
