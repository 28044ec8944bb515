create or replace function rowseal_private.finish_recovery(user_id uuid, ip inet) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  delete from rowseal_private.factor_recoveries as waiting where waiting.user_id = finish_recovery.user_id;
  perform rowseal_private.end_factors(finish_recovery.user_id);
  perform rowseal_private.end_credentials(finish_recovery.user_id, 'factors_recovered', false);
  perform rowseal_private.void_proofs(finish_recovery.user_id);
  delete from rowseal_private.devices as device where device.user_id = finish_recovery.user_id;
  perform rowseal_private.record_event('factors_recovered', finish_recovery.user_id, null, '{}', finish_recovery.ip);
  perform rowseal_private.tell_every_address('factors_recovered', finish_recovery.user_id);
end
$$;

comment on function rowseal_private.finish_recovery(uuid, inet) is $$Removes every factor of somebody, with it every
credential, known device and mailed token, and has every address of theirs told.
Caller: only rowseal_private.recover_factors, which has locked the user and waited.$$;

revoke execute on function rowseal_private.finish_recovery(uuid, inet) from public;
