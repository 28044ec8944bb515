create or replace function rowseal_private.refund_login_attempt(device_id uuid, subject text, ip inet) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if refund_login_attempt.device_id is not null then
    delete from rowseal_private.throttles as throttle
     where throttle.kind = 'login_device'
       and throttle.subject_hash = rowseal_private.text_hash(refund_login_attempt.device_id::text);
  else
    perform rowseal_private.refund_attempt('login_network', rowseal_private.network_of(refund_login_attempt.ip));
    perform rowseal_private.refund_attempt('login_account', refund_login_attempt.subject);
  end if;
end
$$;

comment on function rowseal_private.refund_login_attempt(uuid, text, inet) is
$$Refunds a login that succeeded. device_id is that of a device that was charged, whose failures are all forgotten;
null: network and account were, and what others tried stays counted.$$;

revoke execute on function rowseal_private.refund_login_attempt(uuid, text, inet) from public;
