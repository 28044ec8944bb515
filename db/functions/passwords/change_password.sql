create or replace function rowseal.change_password(
  current_key bytea, password rowseal_private.derived_password,
  out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- The password that is to be changed is one of the proofs.
  v_user_id constant uuid := rowseal_private.require_fresh_proof('{password}');
begin
  perform rowseal_private.require_password_policy(change_password.password);
  retry_after := rowseal_private.record_attempt('password_change', v_user_id::text);
  if retry_after > interval '0' then
    status := 'throttled';
    return;
  end if;
  retry_after := null;

  -- Whatever changes an account takes its row first.
  perform from rowseal.users as account where account.id = v_user_id for no key update;
  update rowseal_private.passwords as mine
     set salt = password.salt,
         verifier = sha256(password.key),
         memory_kib = password.memory_kib,
         iterations = password.iterations,
         parallelism = password.parallelism,
         former = null,
         changed_at = clock_timestamp()
   where mine.user_id = v_user_id
     and mine.verifier = sha256(change_password.current_key);
  if not found then
    status := 'denied';
    return;
  end if;
  perform rowseal_private.refund_attempt('password_change', v_user_id::text);
  -- Somebody who had the former password may have made a device known, and would be told from strangers by it.
  delete from rowseal_private.devices as device where device.user_id = v_user_id;
  perform rowseal_private.revoke_sessions(v_user_id, 'password_changed', rowseal.session_id());
  perform rowseal_private.record_event('password_changed', v_user_id, null, '{}');
  perform rowseal_private.enqueue_mail('password_changed', jsonb_build_object('user_id', v_user_id), v_user_id::text);
  status := 'changed';
end
$$;

comment on function rowseal.change_password(bytea, rowseal_private.derived_password) is
$$Gives the caller another password, ends their other sessions, forgets their devices, voids what was mailed to them
before, and has a notice mailed. current_key is the key derived from the current password with
rowseal.password_change_challenge; password is the new one, derived with what rowseal.prove_password returned.
Returns: a status: changed; denied, the current password was another; throttled with the time to wait, and nothing
was evaluated.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session; RS050 no fresh proof of another
factor that the caller has; RS120 the key has another length; RS121 the parameters are not those of the policy.$$;

revoke execute on function rowseal.change_password(bytea, rowseal_private.derived_password) from public;
grant execute on function rowseal.change_password(bytea, rowseal_private.derived_password) to rowseal_gateway;
