create or replace function rowseal_private.registration_challenge(
  ip inet default null,
  out status text, out retry_after interval, out salt bytea, out memory_kib integer, out iterations integer,
  out parallelism integer
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if not (select settings.registration_open from rowseal_private.settings as settings) then
    status := 'closed';
    return;
  end if;
  retry_after := nullif(
    rowseal_private.attempt_wait('registration_network', rowseal_private.network_of(registration_challenge.ip)),
    interval '0'
  );
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  status := 'ok';
  select * into salt, memory_kib, iterations, parallelism from rowseal_private.password_policy();
end
$$;

comment on function rowseal_private.registration_challenge(inet) is
$$What the server derives the password of a registration with, before it pays for that. Charges nothing:
rowseal_private.register_with_password does.
Returns: a status: ok with a fresh salt and argon2id parameters; closed, by policy; throttled with the time that this
network has to wait.
Source: RFC 9106 (argon2id).$$;

revoke execute on function rowseal_private.registration_challenge(inet) from public;
grant execute on function rowseal_private.registration_challenge(inet) to rowseal_issuer;
