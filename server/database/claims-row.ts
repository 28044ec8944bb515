import type postgres from 'postgres';
import { fromRequest } from './caller.ts';
import type { ClaimsEntry } from './entry.ts';

/**
 * Sealed claims as an argument of a function of the issuing door (rowseal_private.claims).
 *
 * @param sql - connections of rowseal_issuer.
 * @param entry - of the holder of an access token.
 */
export function claimsRow(
  sql: postgres.Sql<{ seconds: number }>,
  { sub, sid, workspace, scope, exp, seal_key, seal }: ClaimsEntry,
) {
  return sql`
    row(
      ${sub}::uuid, ${sid}::uuid, ${workspace ?? null}::uuid, ${scope ?? null}::text, ${Number(exp)}::bigint, ${seal_key}::text,
      ${Buffer.from(seal, 'hex')}::bytea
    )::rowseal_private.claims`;
}

/**
 * Where the holder of an access token is, and in which request, as an argument of a function of the issuing door.
 *
 * @param sql - connections of rowseal_issuer.
 * @param entry - theirs.
 */
export function fromEntry(sql: postgres.Sql<{ seconds: number }>, { ip, request_id }: ClaimsEntry) {
  return fromRequest(sql, { ip, reqId: request_id });
}
