create or replace function rowseal_private.password_reset_challenge(
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
  select proof.email
    into address
    from rowseal_private.email_proofs as proof
    join rowseal.users as account on account.id = proof.user_id
   where proof.user_id = token.owner_id
     and proof.id = token.id
     and proof.purpose = 'reset_password'
     and proof.secret_hash = sha256(token.digest)
     and proof.expires_at > clock_timestamp()
     and proof.proof_version = account.proof_version
     and account.disabled_at is null;
  if not found then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure(
        'proof_guess', rowseal_private.network_of(password_reset_challenge.ip)
      ) as failure;
    return;
  end if;
  status := 'ok';
  select * into salt, memory_kib, iterations, parallelism from rowseal_private.password_policy();
end
$$;

comment on function rowseal_private.password_reset_challenge(rowseal_private.presented_token, inet) is
$$What the server derives a new password with for rowseal_private.reset_password, and the address it is for, which the
password must not repeat. Uses nothing up.
Returns: a status: ok; invalid, the reset token is not valid, so that nobody makes the server derive keys with one;
throttled, invalid like many before it from this network, with the time to wait.$$;

revoke execute on function rowseal_private.password_reset_challenge(rowseal_private.presented_token, inet) from public;
grant execute on function rowseal_private.password_reset_challenge(rowseal_private.presented_token, inet)
  to rowseal_issuer;
