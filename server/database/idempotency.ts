import type postgres from 'postgres';
import { claimsRow } from './claims-row.ts';
import type { ClaimsEntry } from './entry.ts';
import type { Statement } from './gateway-batch.ts';

/** What a client calls a request, so that asking again does not do it again. */
export interface IdempotencyKey {
  /** As the client made it up. */
  key: string;
  /** SHA-256 of what was asked. */
  request: Uint8Array;
}

/**
 * A statement that makes something, run unless the credential that enters has had it run under this key: in one commit with the note of it.
 *
 * @param statement - selects what was made, its id as `id`, by functions; null: nothing was.
 * @param asked - the key; undefined: the statement as it is.
 * @returns the statement to run. It raises RS047 or RS048 as rowseal.use_idempotency_key does.
 */
export function once(statement: Statement, asked: IdempotencyKey | undefined): Statement {
  if (!asked) return statement;
  const { text, values, name } = statement;
  const [key, request] = [values.length + 1, values.length + 2];
  // Of several, the first is what was made. "offset 0", so that the statement stays below the row that lets it run.
  return {
    ...(name === undefined ? {} : { name: `${name}_once` }),
    text: `select rowseal.keep_idempotency_key(
                    $${key}, (array_agg(made.id) filter (where made.id is not null) over ())[1]), made.*
             from rowseal.use_idempotency_key($${key}, $${request}) as asked (is_free)
            cross join lateral (select * from (${text}) as stated where asked.is_free offset 0) as made`,
    values: [...values, asked.key, asked.request],
  };
}

/**
 * Sealed claims as the argument of a function of the issuing door that makes something: {@link once} for what such a function makes.
 *
 * @param sql - connections of rowseal_issuer.
 * @param entry - of the holder of an access token.
 * @param caller - where they are, as an argument.
 * @param asked - the key; undefined: the claims alone.
 */
export function claimsOnce(
  sql: postgres.Sql<{ seconds: number; texts: string[] }>,
  entry: ClaimsEntry,
  caller: postgres.PendingQuery<postgres.Row[]>,
  asked: IdempotencyKey | undefined,
) {
  const claims = claimsRow(sql, entry);
  if (!asked) return claims;
  return sql`
    rowseal_private.claims_with_key(
      ${claims}, ${entry.wanted ?? null}, ${caller}, ${asked.key}, ${Buffer.from(asked.request)})`;
}

/**
 * What {@link claimsOnce} needs beside it in the list of what is selected.
 *
 * @param sql - connections of rowseal_issuer.
 * @param id - the expression of what was made.
 * @param asked - the key; undefined: nothing.
 */
export function keepingKey(
  sql: postgres.Sql<{ seconds: number; texts: string[] }>,
  id: postgres.PendingQuery<postgres.Row[]>,
  asked: IdempotencyKey | undefined,
) {
  return asked ? sql`, rowseal.keep_idempotency_key(${asked.key}, ${id})` : sql``;
}
