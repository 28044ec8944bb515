create or replace function rowseal_private.sealed_claims(
  key_id text, inner_pad bytea, outer_pad bytea, sub uuid, sid uuid, workspace uuid, scope text, exp bigint
) returns rowseal_private.claims
  language sql stable parallel restricted
  return row(
    sealed_claims.sub, sealed_claims.sid, sealed_claims.workspace, sealed_claims.scope, sealed_claims.exp,
    sealed_claims.key_id,
    rowseal_private.hmac_sha256(
      sealed_claims.inner_pad, sealed_claims.outer_pad,
      rowseal_private.claims_message(
        sealed_claims.sub, sealed_claims.sid, sealed_claims.workspace, sealed_claims.scope, sealed_claims.exp)
    )
  )::rowseal_private.claims;

comment on function rowseal_private.sealed_claims(text, bytea, bytea, uuid, uuid, uuid, text, bigint) is
$$Claims and their seal under a key of rowseal_private.seal_keys. No SET clause, so that it is inlined into its callers.
Caller: only functions that have authenticated somebody.$$;

revoke execute on function rowseal_private.sealed_claims(text, bytea, bytea, uuid, uuid, uuid, text, bigint)
  from public;
