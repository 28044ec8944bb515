create or replace function rowseal_private.require_password_policy(
  key bytea, memory_kib integer, iterations integer, parallelism integer
)
  returns void
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  if octet_length(require_password_policy.key) is distinct from 32 then
    raise exception 'a derived key has 32 bytes' using errcode = 'RS120';
  end if;
  perform from rowseal_private.settings as settings
    where settings.password_memory_kib = require_password_policy.memory_kib
      and settings.password_iterations = require_password_policy.iterations
      and settings.password_parallelism = require_password_policy.parallelism;
  if not found then
    raise exception 'a new password is derived with the parameters of the password policy' using errcode = 'RS121';
  end if;
end
$$;

comment on function rowseal_private.require_password_policy(bytea, integer, integer, integer) is
$$Refuses a new verifier that was not derived as the settings say: a caller who chose the cost would choose what every
later login makes the server pay. Callers pass what the key was derived with, because the policy may have changed since,
and a key that is stored with other parameters than its own locks its owner out.
Errors: RS120 the key has another length than 32 bytes; RS121 the parameters are not those of the policy now: derive
once more.$$;

revoke execute on function rowseal_private.require_password_policy(bytea, integer, integer, integer) from public;
