create or replace function rowseal_private.password_policy(
  out salt bytea, out memory_kib integer, out iterations integer, out parallelism integer
)
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal_private.random_bytes(16),
         settings.password_memory_kib, settings.password_iterations, settings.password_parallelism
    from rowseal_private.settings as settings;
end;

comment on function rowseal_private.password_policy() is $$What a new password is to be derived with: a fresh 16-byte
salt and the argon2id parameters of this installation.
Source: RFC 9106 (argon2id).$$;

revoke execute on function rowseal_private.password_policy() from public;
grant execute on function rowseal_private.password_policy() to rowseal_issuer;
