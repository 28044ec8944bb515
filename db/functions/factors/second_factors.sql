create or replace function rowseal_private.second_factors(user_id uuid) returns text[]
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return array(
    select 'passkey'
     where exists (select from rowseal_private.passkeys as passkey where passkey.user_id = second_factors.user_id)
     union all
    select 'totp'
      from rowseal_private.totp_factors as factor
     where factor.user_id = second_factors.user_id and factor.confirmed_at is not null and factor.failures < 100
     union all
    select 'recovery_code'
     where exists (select from rowseal_private.recovery_codes as code where code.user_id = second_factors.user_id)
  );

comment on function rowseal_private.second_factors(uuid) is $$What a user can prove beside a password or a provider, as
kinds of proof: not an authenticator app that is off after too many wrong codes.
Returns: an empty array where there is nothing.$$;

revoke execute on function rowseal_private.second_factors(uuid) from public;
