create or replace function rowseal_private.require_password_policy(password rowseal_private.derived_password)
  returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if octet_length(password.key) is distinct from 32 then
    raise exception 'a derived key has 32 bytes' using errcode = 'RS120';
  end if;
  perform from rowseal_private.settings as settings
    where settings.password_memory_kib = password.memory_kib
      and settings.password_iterations = password.iterations
      and settings.password_parallelism = password.parallelism;
  if not found then
    raise exception 'a new password is derived with the parameters of the password policy' using errcode = 'RS121';
  end if;
end
$$;

comment on function rowseal_private.require_password_policy(rowseal_private.derived_password) is
$$Refuses a new verifier that was not derived as the settings say: a caller who chose the cost would choose what every
later login makes the server pay. Callers pass what the key was derived with, because the policy may have changed since,
and a key that is stored with other parameters than its own locks its owner out.
Errors: RS120 the key has another length than 32 bytes; RS121 the parameters are not those of the policy now: derive
once more.$$;

revoke execute on function rowseal_private.require_password_policy(rowseal_private.derived_password) from public;
