create or replace function rowseal_private.begin_recovery(user_id uuid, proof_id uuid, ip inet) returns timestamptz
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_ready_at constant timestamptz := clock_timestamp() + (
    select settings.factor_recovery_delay from rowseal_private.settings as settings);
begin
  insert into rowseal_private.factor_recoveries as waiting (user_id, proof_id, ready_at, expires_at)
  values (begin_recovery.user_id, begin_recovery.proof_id, v_ready_at, v_ready_at + interval '7 days')
  on conflict on constraint factor_recoveries_pkey do update
    set proof_id = excluded.proof_id, requested_at = excluded.requested_at, ready_at = excluded.ready_at,
        expires_at = excluded.expires_at;
  perform rowseal_private.record_event('factor_recovery_begun', begin_recovery.user_id, null, '{}', begin_recovery.ip);
  perform rowseal_private.tell_every_address('factor_recovery_begun', begin_recovery.user_id, v_ready_at);
  return v_ready_at;
end
$$;

comment on function rowseal_private.begin_recovery(uuid, uuid, inet) is $$Begins the time after which the factors of
somebody can be removed by mail, in place of one that has passed unused, and has every address of theirs told.
Caller: only rowseal_private.recover_factors.
Returns: when it ends.$$;

revoke execute on function rowseal_private.begin_recovery(uuid, uuid, inet) from public;
