create or replace function rowseal_private.record_login_failure(
  provider text, subject text, user_id uuid, device_id uuid, ip inet
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.record_failure_event(
    'login_failed',
    greatest(
      rowseal_private.attempts_of('login_device', record_login_failure.device_id::text),
      rowseal_private.attempts_of(
        'login_account', record_login_failure.provider || ' ' || record_login_failure.subject),
      rowseal_private.attempts_of('login_network', rowseal_private.network_of(record_login_failure.ip)), 1
    ),
    record_login_failure.user_id, jsonb_build_object('provider', record_login_failure.provider),
    record_login_failure.ip, 'login_network', rowseal_private.network_of(record_login_failure.ip)
  );
end
$$;

comment on function rowseal_private.record_login_failure(text, text, uuid, uuid, inet) is
$$Writes the audit event login_failed (rowseal_private.record_failure_event), counted by the device, the account or the
network, whichever has most. Of an address that nobody has there is no word: it may be a password in the wrong field.$$;

revoke execute on function rowseal_private.record_login_failure(text, text, uuid, uuid, inet) from public;
