create or replace function rowseal_private.login_wait(device_id uuid, subject text, ip inet) returns interval
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return case
    when login_wait.device_id is not null
      and rowseal_private.attempt_wait('login_device', login_wait.device_id::text) = interval '0' then interval '0'
    else greatest(
      rowseal_private.attempt_wait('login_network', rowseal_private.network_of(login_wait.ip)),
      rowseal_private.attempt_wait('login_account', login_wait.subject)
    )
  end;

comment on function rowseal_private.login_wait(uuid, text, inet) is
$$How long rowseal_private.record_login_attempt would have a login wait; charges nothing.
Returns: zero: go on. Never null.$$;

revoke execute on function rowseal_private.login_wait(uuid, text, inet) from public;
