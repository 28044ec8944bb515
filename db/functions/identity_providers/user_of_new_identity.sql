create or replace function rowseal_private.user_of_new_identity(
  provider rowseal_private.identity_providers, subject text, email text, email_verified boolean, name text, ip inet,
  out status text, out user_id uuid
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_email constant text := rowseal_private.require_address(user_of_new_identity.email);
  v_verified uuid;
begin
  if v_email is null then
    status := 'email_required';
    return;
  end if;
  -- An address that its provider lets people make up could be tried to see whether it has an account.
  if not user_of_new_identity.email_verified
     and rowseal_private.record_attempt(
       'unverified_identity', rowseal_private.network_of(user_of_new_identity.ip)) > interval '0'
  then
    status := 'throttled';
    return;
  end if;
  -- Of two first logins with one address the second finds what the first has made.
  perform rowseal_private.lock_addresses(array[v_email]);
  select account.id
    into v_verified
    from rowseal.users as account
   where account.email = v_email and account.email_verified_at is not null;
  if user_of_new_identity.email_verified and (user_of_new_identity.provider).links_verified
    and v_verified is not null then
    if exists (select from rowseal.users as account
      where account.id = v_verified and account.disabled_at is not null) then
      status := 'denied';
      return;
    end if;
    user_id := rowseal_private.link_identity(
      (user_of_new_identity.provider).id, user_of_new_identity.subject, v_verified, 'verified_address',
      user_of_new_identity.ip
    );
    status := 'ok';
    return;
  end if;
  -- Before it is looked whether the address has an account, so that this does not tell.
  if not (user_of_new_identity.provider).registers
    or not (select settings.registration_open from rowseal_private.settings as settings) then
    status := 'registration_closed';
    return;
  end if;
  select registered.status, registered.user_id
    into status, user_id
    from rowseal_private.register_identity(
      (user_of_new_identity.provider).id, user_of_new_identity.subject, v_email, user_of_new_identity.email_verified,
      user_of_new_identity.name, user_of_new_identity.ip
    ) as registered;
end
$$;

comment on function rowseal_private.user_of_new_identity(
  rowseal_private.identity_providers, text, text, boolean, text, inet
) is
$$The user of an identity that nobody has yet: the user whose address both the provider and we have verified, where
the provider's row allows that; a new user, where people may register and the address has no account. An address counts
for nothing else.
Caller: only rowseal_private.log_in_with_identity.
Returns: a status: ok with the user; link_refused; registration_closed; email_required; denied: the account is disabled;
throttled.
Errors: 23514 what the provider says is not a valid address, subject or name.
Source: OWASP ASVS 6.8.1.$$;

revoke execute on function rowseal_private.user_of_new_identity(
  rowseal_private.identity_providers, text, text, boolean, text, inet) from public;
