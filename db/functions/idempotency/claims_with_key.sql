create or replace function rowseal_private.claims_with_key(
  claims rowseal_private.claims, wanted text, ip inet, key text, request bytea
) returns rowseal_private.claims
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.enter_by_claims(claims_with_key.claims, claims_with_key.wanted, claims_with_key.ip);
  perform rowseal.use_idempotency_key(claims_with_key.key, claims_with_key.request);
  -- Whoever takes the claims enters by them.
  perform set_config('rowseal.context', '', true);
  return claims_with_key.claims;
end
$$;

comment on function rowseal_private.claims_with_key(rowseal_private.claims, text, inet, text, bytea) is
$$rowseal.use_idempotency_key for functions that enter by claims themselves: it stands in the place of their argument
claims, and so comes before them.
Caller: the issuer.
Returns: the claims.
Errors: those of rowseal.enter and of rowseal.use_idempotency_key.$$;

revoke execute on function rowseal_private.claims_with_key(rowseal_private.claims, text, inet, text, bytea)
  from public;
grant execute on function rowseal_private.claims_with_key(rowseal_private.claims, text, inet, text, bytea)
  to rowseal_issuer;
