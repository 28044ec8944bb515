create or replace function rowseal_private.renew_recovery_codes(
  claims rowseal_private.claims, wanted text, digests bytea, ip inet default null
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
begin
  perform rowseal_private.enter_by_claims(
    renew_recovery_codes.claims, renew_recovery_codes.wanted, renew_recovery_codes.ip);
  v_user_id := rowseal_private.require_fresh_proof();
  if rowseal_private.account_level(v_user_id) < 2 then
    return false;
  end if;
  perform rowseal_private.save_recovery_codes(v_user_id, renew_recovery_codes.digests);
  perform rowseal_private.tell_of_factor('recovery_codes_renewed', v_user_id, null);
  return true;
end
$$;

comment on function rowseal_private.renew_recovery_codes(rowseal_private.claims, text, bytea, inet) is
$$Gives a user ten new recovery codes in place of those they had. digests are the SHA-256 of each, one after the
other.
Caller: the issuer, so that SQL in a request sets no code that it knows.
Returns: false: they have no second factor, for which a code could stand in.
Errors: those of rowseal.enter; RS010, RS050 as rowseal_private.require_fresh_proof; 23514 not ten digests.$$;

revoke execute on function rowseal_private.renew_recovery_codes(rowseal_private.claims, text, bytea, inet) from public;
grant execute on function rowseal_private.renew_recovery_codes(rowseal_private.claims, text, bytea, inet)
  to rowseal_issuer;
