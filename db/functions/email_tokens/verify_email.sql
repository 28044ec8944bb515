create or replace function rowseal_private.verify_email(
  token rowseal_private.presented_token, ip inet default null, out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := token.owner_id;
  v_address text;
begin
  -- Evaluated before anything is locked: somebody who knows only ids can delay nothing.
  select proof.email into v_address
    from rowseal_private.email_proofs as proof
   where proof.user_id = v_user_id and proof.id = token.id and proof.secret_hash = sha256(token.digest);
  if found then
    perform rowseal_private.lock_addresses(array[v_address]);
    perform from rowseal.users as account where account.id = v_user_id for no key update;
  end if;
  -- One statement decides: of many that come at once, one finds the token.
  with used as (
    update rowseal_private.email_proofs as proof
       set used_at = clock_timestamp()
     where proof.user_id = v_user_id
       and proof.id = token.id
       and proof.purpose = 'verify_email'
       and proof.secret_hash = sha256(token.digest)
       and proof.used_at is null
       and proof.expires_at > clock_timestamp()
       and proof.proof_version = (
         select holder.proof_version from rowseal.users as holder where holder.id = v_user_id
       )
    returning proof.email
  )
  update rowseal.users as account
     set email_verified_at = coalesce(account.email_verified_at, clock_timestamp())
    from used
   where account.id = v_user_id
     and account.email = used.email
     and account.disabled_at is null
     and not rowseal_private.is_address_proved(used.email, v_user_id);
  if not found and exists (
    select from rowseal_private.email_proofs as proof
      join rowseal.users as account on account.id = proof.user_id and account.email = proof.email
     where proof.user_id = v_user_id
       and proof.id = token.id
       and proof.purpose = 'verify_email'
       and proof.secret_hash = sha256(token.digest)
       and proof.used_at is not null
       and account.email_verified_at is not null
       and account.disabled_at is null
  ) then
    status := 'already_verified';
    return;
  end if;
  if not found then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('proof_guess', rowseal_private.network_of(verify_email.ip)) as failure;
    return;
  end if;
  perform rowseal_private.record_event('email_verified', v_user_id, null, '{}', verify_email.ip);
  status := 'ok';
end
$$;

comment on function rowseal_private.verify_email(rowseal_private.presented_token, inet) is
$$Marks the address of a user as verified, with the verification token that was mailed to it, once, and only while it is
still the user's address, and nobody else's (rowseal_private.is_address_proved).
Returns: a status: ok; already_verified, by this very token; invalid; throttled, invalid like many before it from this
network, with the time to wait.$$;

revoke execute on function rowseal_private.verify_email(rowseal_private.presented_token, inet) from public;
grant execute on function rowseal_private.verify_email(rowseal_private.presented_token, inet) to rowseal_issuer;
