create or replace function rowseal.prove_password(
  current_key bytea,
  out status text, out retry_after interval, out salt bytea, out memory_kib integer, out iterations integer,
  out parallelism integer
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  retry_after := nullif(rowseal_private.record_attempt('password_change', v_user_id::text), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  perform from rowseal_private.passwords as mine
    where mine.user_id = v_user_id and mine.verifier = sha256(prove_password.current_key);
  if not found then
    status := 'denied';
    return;
  end if;
  perform rowseal_private.refund_attempt('password_change', v_user_id::text);
  perform rowseal_private.add_proof(v_user_id, rowseal.session_id(), 'password');
  status := 'ok';
  select * into salt, memory_kib, iterations, parallelism from rowseal_private.password_policy();
end
$$;

comment on function rowseal.prove_password(bytea) is $$Whether the caller knows their password: before a new one is
derived, because a wrong one then costs one derivation, not two (rowseal.change_password verifies the key again), and
before what takes a fresh proof (rowseal_private.require_fresh_proof): the session has it from then on. current_key is
the key derived with rowseal.password_change_challenge.
Returns: a status: ok with a fresh salt and the argon2id parameters that the new password is to be derived with; denied,
the current password was another; throttled with the time to wait, and nothing was evaluated.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.
Source: RFC 9106 (argon2id).$$;

revoke execute on function rowseal.prove_password(bytea) from public;
grant execute on function rowseal.prove_password(bytea) to rowseal_gateway;
