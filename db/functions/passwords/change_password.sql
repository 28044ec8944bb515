create or replace function rowseal.change_password(
  current_key bytea, salt bytea, key bytea, memory_kib integer, iterations integer, parallelism integer,
  out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  perform rowseal_private.require_password_policy(
    change_password.key, change_password.memory_kib, change_password.iterations, change_password.parallelism
  );
  retry_after := rowseal_private.record_attempt('password_change', v_user_id::text);
  if retry_after > interval '0' then
    status := 'throttled';
    return;
  end if;
  retry_after := null;

  update rowseal_private.passwords as mine
     set salt = change_password.salt,
         verifier = sha256(change_password.key),
         memory_kib = change_password.memory_kib,
         iterations = change_password.iterations,
         parallelism = change_password.parallelism,
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

comment on function rowseal.change_password(bytea, bytea, bytea, integer, integer, integer) is
$$Gives the caller another password, ends their other sessions, forgets their devices, and has a notice mailed.
current_key is the key derived from the current password with rowseal.password_change_challenge; key the one from the
new password with what rowseal.prove_password returned, 32 bytes each.
Returns: a status: changed; denied, the current password was another; throttled with the time to wait, and nothing was
evaluated.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session; RS120 the key has another length;
RS121 the parameters are not those of the policy.$$;

revoke execute on function rowseal.change_password(bytea, bytea, bytea, integer, integer, integer) from public;
grant execute on function rowseal.change_password(bytea, bytea, bytea, integer, integer, integer) to rowseal_gateway;
