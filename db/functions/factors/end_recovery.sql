create or replace function rowseal_private.end_recovery(user_id uuid, ip inet default null) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  delete from rowseal_private.factor_recoveries as waiting where waiting.user_id = end_recovery.user_id;
  if not found then
    return false;
  end if;
  delete from rowseal_private.email_proofs as proof
   where proof.user_id = end_recovery.user_id and proof.purpose = 'recover_factors';
  perform rowseal_private.record_event('factor_recovery_ended', end_recovery.user_id, null, '{}', end_recovery.ip);
  perform rowseal_private.tell_every_address('factor_recovery_ended', end_recovery.user_id);
  return true;
end
$$;

comment on function rowseal_private.end_recovery(uuid, inet) is $$Ends the wait of somebody for their factors to be
removed: a factor was used, so that not all are lost, or a session of theirs said so.
Caller: rowseal_private.use_factor, use_passkey; rowseal.end_factor_recovery.
Returns: whether there was one.$$;

revoke execute on function rowseal_private.end_recovery(uuid, inet) from public;
