create or replace function rowseal_private.restore_address_challenge(
  token rowseal_private.presented_token,
  ip inet default null,
  out status text,
  out address text,
  out salt bytea,
  out memory_kib integer,
  out iterations integer,
  out parallelism integer,
  out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  select former.email
    into address
    from rowseal_private.former_addresses as former
   where former.user_id = token.owner_id
     and former.id = token.id
     and former.secret_hash = sha256(token.digest)
     and former.expires_at > clock_timestamp();
  if not found then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure(
        'proof_guess', rowseal_private.network_of(restore_address_challenge.ip)
      ) as failure;
    return;
  end if;
  status := 'ok';
  select * into salt, memory_kib, iterations, parallelism from rowseal_private.password_policy();
end
$$;

comment on function rowseal_private.restore_address_challenge(rowseal_private.presented_token, inet) is
$$What the server derives a new password with for rowseal_private.restore_address, and the address it is for, which the
password must not repeat. Uses nothing up.
Returns: a status: ok; invalid, so that nobody makes the server derive keys with a token that is not valid; throttled,
invalid like many before it from this network, with the time to wait.$$;

revoke execute on function rowseal_private.restore_address_challenge(rowseal_private.presented_token, inet) from public;
grant execute on function rowseal_private.restore_address_challenge(rowseal_private.presented_token, inet)
  to rowseal_issuer;
