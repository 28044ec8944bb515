create or replace function rowseal.resend_verification(out status text, out retry_after interval)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_account rowseal.users;
begin
  select * into strict v_account from rowseal.users as account where account.id = v_user_id;
  if v_account.email_verified_at is not null then
    status := 'already_verified';
    return;
  end if;
  retry_after := nullif(rowseal_private.record_attempt('mail_address', v_account.email), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  -- As after a registration: a token that was mailed before has this id too, and is replaced.
  perform rowseal_private.enqueue_mail(
    'registered', jsonb_build_object('address', v_account.email, 'id', v_user_id), v_account.email);
  status := 'accepted';
end
$$;

comment on function rowseal.resend_verification() is
$$Has the caller mailed another token that verifies their address.
Returns: a status: accepted; already_verified, and nothing is mailed; throttled with the time to wait: their address got
too much mail lately.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, or a limited session.$$;

revoke execute on function rowseal.resend_verification() from public;
grant execute on function rowseal.resend_verification() to rowseal_gateway;
