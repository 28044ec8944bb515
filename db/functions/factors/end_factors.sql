create or replace function rowseal_private.end_factors(user_id uuid, factor_id uuid default null) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_ended uuid[];
  v_passkeys uuid[];
begin
  with ended as (
    delete from rowseal_private.totp_factors as factor
     where factor.user_id = end_factors.user_id
       and factor.id = coalesce(end_factors.factor_id, factor.id)
       and (factor.confirmed_at is not null or end_factors.factor_id is null)
    returning factor.id
  )
  select coalesce(array_agg(ended.id), '{}') into v_ended from ended;
  with ended as (
    delete from rowseal_private.passkeys as passkey
     where passkey.user_id = end_factors.user_id and passkey.id = coalesce(end_factors.factor_id, passkey.id)
    returning passkey.id
  )
  select coalesce(array_agg(ended.id), '{}') into v_passkeys from ended;
  -- As rowseal_private.keep_session_level asks.
  perform from rowseal_private.sessions as session
    where session.user_id = end_factors.user_id
    order by session.id
      for no key update;
  if rowseal_private.account_level(end_factors.user_id) < 2 then
    delete from rowseal_private.recovery_codes as code where code.user_id = end_factors.user_id;
    delete from rowseal_private.session_proofs as proof
     where proof.user_id = end_factors.user_id and proof.kind = 'recovery_code';
    delete from rowseal_private.factor_recoveries as waiting where waiting.user_id = end_factors.user_id;
  end if;
  -- What proved it may be in the wrong hands: in no session does it count any more.
  delete from rowseal_private.session_proofs as proof
   where proof.user_id = end_factors.user_id
     and case when proof.kind like '%passkey' then v_passkeys <> '{}' else proof.kind = 'totp' and v_ended <> '{}' end;
  perform rowseal_private.tell_of_factor('factor_removed', end_factors.user_id, ended)
     from unnest(v_ended || v_passkeys) as ended;
  return cardinality(v_ended || v_passkeys);
end
$$;

comment on function rowseal_private.end_factors(uuid, uuid) is $$Removes a factor of a user (factor_id), or all of them,
also those that are being set up (null), and what was proved by them. With the last one go the recovery codes.
Caller: rowseal_private.remove_factor, rowseal_private.restore_address, end_unproven, finish_recovery;
rowseal_audit.remove_factors.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.end_factors(uuid, uuid) from public;
