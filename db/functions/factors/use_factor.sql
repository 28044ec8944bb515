create or replace function rowseal_private.use_factor(
  user_id uuid, kind text, step bigint, code_digest bytea, ip inet
) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  if use_factor.kind = 'totp' then
    -- One statement decides: of many that bring one code, the first moves the step.
    update rowseal_private.totp_factors as factor
       set last_step = use_factor.step, last_used_at = clock_timestamp(), failures = 0
     where factor.user_id = use_factor.user_id
       and factor.confirmed_at is not null
       and factor.last_step < use_factor.step
       and use_factor.step between rowseal_private.totp_step() - 2 and rowseal_private.totp_step() + 1;
    if not found then
      return false;
    end if;
    perform rowseal_private.end_recovery(use_factor.user_id, use_factor.ip);
    return true;
  end if;
  delete from rowseal_private.recovery_codes as code
   where use_factor.kind = 'recovery_code'
     and code.user_id = use_factor.user_id
     and code.code_hash = sha256(use_factor.code_digest);
  if found then
    perform rowseal_private.tell_of_factor('recovery_code_used', use_factor.user_id, null, use_factor.ip);
    perform rowseal_private.end_recovery(use_factor.user_id, use_factor.ip);
    return true;
  end if;
  return false;
end
$$;

comment on function rowseal_private.use_factor(uuid, text, bigint, bytea, inet) is $$Uses up a code of a user: of an
authenticator app (kind totp) the step of time that the server found it to be of, which counts once, and greater than
the last one; or a recovery code (code_digest, the SHA-256 of it), which is deleted. It ends a wait for the factors to
be removed.
Returns: whether it was one.
Source: RFC 6238 section 5.2.$$;

revoke execute on function rowseal_private.use_factor(uuid, text, bigint, bytea, inet) from public;
