create or replace function rowseal_private.waiting_login(
  challenge rowseal_private.presented_token
) returns rowseal_private.login_challenges
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_waiting rowseal_private.login_challenges;
begin
  select waiting.* into v_waiting
    from rowseal_private.login_challenges as waiting
    join rowseal.users as account on account.id = waiting.user_id
   where waiting.user_id = challenge.owner_id
     and waiting.id = challenge.id
     and waiting.secret_hash = sha256(challenge.digest)
     and waiting.expires_at > clock_timestamp()
     and account.disabled_at is null
     and (waiting.provider = 'password'
       or waiting.provider = 'email_code' and rowseal_private.offers_email_codes()
       or exists (select from rowseal_private.identity_providers as provider
       where provider.id = waiting.provider and provider.enabled))
     for update of waiting;
  return v_waiting;
end
$$;

comment on function rowseal_private.waiting_login(rowseal_private.presented_token) is $$The login that a token (rsl_)
continues, locked: what ends the sessions of its user waits for it, and sees what it became
(rowseal_private.revoke_sessions).
Returns: null where it is unknown, used, or expired, or its user or provider is disabled.$$;

revoke execute on function rowseal_private.waiting_login(rowseal_private.presented_token) from public;
