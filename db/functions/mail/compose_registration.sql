create or replace function rowseal_private.compose_registration(address text, id uuid)
  returns table (recipient text, kind text, variables jsonb)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_settings rowseal_private.settings;
  v_user_id uuid;
begin
  select * into strict v_settings from rowseal_private.settings;
  perform from rowseal.users as account where account.id = compose_registration.id;
  if found then
    return query
      select account.email, 'verify_email'::text,
             jsonb_build_object(
               'token', rowseal_private.issue_proof('verify_email', account.id, compose_registration.id, account.email),
               'lifetime', extract(epoch from v_settings.email_verification_lifetime)
             )
        from rowseal.users as account
       where account.id = compose_registration.id
         and account.email_verified_at is null
         and account.disabled_at is null;
    return;
  end if;

  v_user_id := rowseal_private.user_for_password_reset(compose_registration.address);
  if v_user_id is null then
    return;
  end if;
  -- Who registers an address that another has registered and not verified may be its owner: what was mailed before must
  -- not verify the other.
  delete from rowseal_private.email_proofs as proof where proof.user_id = v_user_id and proof.purpose = 'verify_email';
  return query values (
    compose_registration.address, 'already_registered'::text,
    jsonb_build_object(
      'token', rowseal_private.issue_proof(
        'reset_password', v_user_id, compose_registration.id, compose_registration.address),
      'lifetime', extract(epoch from v_settings.password_reset_lifetime)
    )
  );
end
$$;

comment on function rowseal_private.compose_registration(text, uuid) is
$$The mail to an address that somebody registered. id is the user whom that registration made: there is one, so the mail
verifies the address; or none, because the address was taken, so the mail says so and offers to reset the password.
Nobody can be tricked into verifying an account that somebody else has made with a password of theirs.$$;

revoke execute on function rowseal_private.compose_registration(text, uuid) from public;
