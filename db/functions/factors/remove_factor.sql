create or replace function rowseal_private.remove_factor(
  claims rowseal_private.claims, wanted text, id uuid, ip inet default null
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.enter_by_claims(remove_factor.claims, remove_factor.wanted, remove_factor.ip);
  return rowseal_private.end_factors(rowseal_private.require_fresh_proof(), remove_factor.id) > 0;
end
$$;

comment on function rowseal_private.remove_factor(rowseal_private.claims, text, uuid, inet) is $$Removes a factor of
a user who has just proved as much as they can. With the last one go the recovery codes, and logins ask for none.
Caller: the issuer, so that SQL in a request removes no factor.
Returns: false: there is no such factor.
Errors: those of rowseal.enter; RS010, RS050 as rowseal_private.require_fresh_proof.$$;

revoke execute on function rowseal_private.remove_factor(rowseal_private.claims, text, uuid, inet) from public;
grant execute on function rowseal_private.remove_factor(rowseal_private.claims, text, uuid, inet) to rowseal_issuer;
