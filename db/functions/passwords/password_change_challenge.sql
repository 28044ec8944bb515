create or replace function rowseal.password_change_challenge(
  out status text, out retry_after interval, out salt bytea, out memory_kib integer, out iterations integer,
  out parallelism integer, out former jsonb
)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  retry_after := nullif(rowseal_private.attempt_wait('password_change', v_user_id::text), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  select 'ok', mine.salt, mine.memory_kib, mine.iterations, mine.parallelism, mine.former
    into status, salt, memory_kib, iterations, parallelism, former
    from rowseal_private.passwords as mine
   where mine.user_id = v_user_id;
  if not found then
    status := 'no_password';
  end if;
end
$$;

comment on function rowseal.password_change_challenge() is
$$What the caller's current password is derived with. Charges nothing: rowseal.prove_password does.
Returns: a status: ok with salt and argon2id parameters, and how another system had hashed it where it was imported
(former, as passwords.former); no_password: the caller signs in with other providers only;
throttled with the time to wait, before anything is derived.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.
Source: RFC 9106 (argon2id).$$;

revoke execute on function rowseal.password_change_challenge() from public;
grant execute on function rowseal.password_change_challenge() to rowseal_gateway;
