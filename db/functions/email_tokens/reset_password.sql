create or replace function rowseal_private.reset_password(
  token rowseal_private.presented_token,
  password rowseal_private.derived_password,
  ip inet default null,
  keep_tokens boolean default false,
  device_digest bytea default null,
  out status text,
  out retry_after interval,
  out user_id uuid,
  out device_id uuid
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := token.owner_id;
  v_address text;
  v_was_verified boolean;
begin
  perform rowseal_private.require_password_policy(reset_password.password);
  -- Evaluated before anything is locked: somebody who knows only ids can delay nothing.
  select proof.email into v_address
    from rowseal_private.email_proofs as proof
   where proof.user_id = v_user_id and proof.id = token.id and proof.secret_hash = sha256(token.digest);
  if found then
    perform rowseal_private.lock_addresses(array[v_address]);
    perform from rowseal.users as account where account.id = v_user_id for no key update;
  end if;
  -- One statement decides: of many that come at once, one finds the token.
  delete from rowseal_private.email_proofs as proof
   using rowseal.users as account
   where proof.user_id = v_user_id
     and proof.id = token.id
     and proof.purpose = 'reset_password'
     and proof.secret_hash = sha256(token.digest)
     and proof.expires_at > clock_timestamp()
     and account.id = proof.user_id
     and account.proof_version = proof.proof_version
     and account.disabled_at is null
  returning proof.email into v_address;
  if not found then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('proof_guess', rowseal_private.network_of(reset_password.ip)) as failure;
    return;
  end if;
  if not rowseal_private.claim_address(v_user_id, v_address) then
    status := 'invalid';
    return;
  end if;

  -- Before the password, in the order in which a login takes the two.
  perform rowseal_private.forgive_login_attempts('password ' || v_address);
  perform rowseal_private.save_password(v_user_id, reset_password.password);
  select account.email_verified_at is not null
    into v_was_verified
    from rowseal.users as account where account.id = v_user_id;
  update rowseal.users as account
     set email_verified_at = coalesce(account.email_verified_at, clock_timestamp())
   where account.id = v_user_id and account.email = v_address;
  if not v_was_verified then
    perform rowseal_private.unlink_unproven_identities(v_user_id, reset_password.ip, 'password_reset');
  end if;

  -- After the identities: a login by one of them that was under way is waited for above, and has opened its session by
  -- now.
  perform rowseal_private.end_credentials(v_user_id, 'password_reset', coalesce(reset_password.keep_tokens, false));
  perform rowseal_private.void_proofs(v_user_id);
  -- Somebody who knew the former password may have kept a device token. On this device the owner can sign in, however
  -- many strangers try.
  delete from rowseal_private.devices as device where device.user_id = v_user_id;
  device_id := rowseal_private.remember_device(v_user_id, null, reset_password.device_digest);
  user_id := v_user_id;
  perform rowseal_private.record_event(
    'password_reset', v_user_id, null, jsonb_build_object('proof_id', token.id), reset_password.ip
  );
  perform rowseal_private.enqueue_mail('password_changed', jsonb_build_object('user_id', v_user_id), v_user_id::text);
  status := 'ok';
end
$$;

comment on function rowseal_private.reset_password(
  rowseal_private.presented_token, rowseal_private.derived_password, inet, boolean, bytea
) is
$$Sets a new password with a reset token that was mailed, once. With it, in one commit: the address is verified, the
user's sessions, grants, remembered consents and open invitations end, their personal access tokens too unless the
person wants to keep them (keep_tokens), every other verification and reset token of theirs is void, the failed logins
of the account are forgotten, its devices too except this one (device_id and device_digest are as in
rowseal_private.log_in), and a notice is mailed. Where the address was not verified before, identities of other
providers are removed: the person who connected them had not proved that the address is theirs. A user who had no
password signs in with the address from now on.
Returns: a status: ok; invalid; throttled, invalid like many before it from this network, with the time to wait.
Errors: RS120 the key has another length; RS121 the parameters are not those of the policy; 23514 the salt has another
length.$$;

revoke execute on function rowseal_private.reset_password(
  rowseal_private.presented_token, rowseal_private.derived_password, inet, boolean, bytea) from public;
grant execute on function rowseal_private.reset_password(
  rowseal_private.presented_token, rowseal_private.derived_password, inet, boolean, bytea) to rowseal_issuer;
