create or replace function rowseal_private.begin_totp(
  claims rowseal_private.claims, wanted text, id uuid, secret_jwe text, ip inet default null
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
begin
  perform rowseal_private.enter_by_claims(begin_totp.claims, begin_totp.wanted, begin_totp.ip);
  v_user_id := rowseal_private.require_fresh_proof();
  -- Else somebody could set up the second factor of an account that they made with the address of another.
  if not exists (select from rowseal.users as account
    where account.id = v_user_id and account.email_verified_at is not null)
  then
    raise exception 'the address was not verified' using errcode = 'RS022';
  end if;
  if exists (select from rowseal_private.totp_factors as known
    where known.user_id = v_user_id and known.confirmed_at is not null)
  then
    return 'exists';
  end if;
  insert into rowseal_private.totp_factors (user_id, id, secret_jwe)
  values (v_user_id, begin_totp.id, begin_totp.secret_jwe)
  on conflict (user_id) where confirmed_at is null do update
    set id = excluded.id, secret_jwe = excluded.secret_jwe, created_at = now(), failures = 0;
  return 'begun';
end
$$;

comment on function rowseal_private.begin_totp(rowseal_private.claims, text, uuid, text, inet) is $$Keeps the secret
of an authenticator app that a user sets up, encrypted for them under this id, in place of another that they have
begun. It proves nothing until rowseal_private.confirm_totp.
Caller: the issuer, so that SQL in a request sets up no factor.
Returns: begun; exists: they have one, which has to be removed first.
Errors: those of rowseal.enter; RS010, RS050 as rowseal_private.require_fresh_proof; RS022 the address is not
verified.
Source: NIST SP 800-63B-4 section 4.1.2.1.$$;

revoke execute on function rowseal_private.begin_totp(rowseal_private.claims, text, uuid, text, inet) from public;
grant execute on function rowseal_private.begin_totp(rowseal_private.claims, text, uuid, text, inet) to rowseal_issuer;
