create or replace function rowseal_private.compose_factor_recovery(address text, id uuid, requested_at timestamptz)
  returns table (recipient text, kind text, variables jsonb)
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  select account.email, 'recover_factors'::text,
         pg_catalog.jsonb_build_object(
           'token', rowseal_private.issue_proof(
             'recover_factors', account.id, compose_factor_recovery.id, account.email),
           'lifetime', extract(epoch from settings.password_reset_lifetime),
           'delay', extract(epoch from settings.factor_recovery_delay)
         )
    from rowseal_private.settings as settings
   cross join rowseal.users as account
   where account.email = compose_factor_recovery.address
     and account.email_verified_at is not null
     and account.disabled_at is null
     and rowseal_private.account_level(account.id) > 1
     and compose_factor_recovery.requested_at > pg_catalog.clock_timestamp() - interval '1 day'
   order by account.created_at
   limit 1;
end;

comment on function rowseal_private.compose_factor_recovery(text, uuid, timestamptz) is
$$The mail to somebody who says that they have lost all factors. id names the request.
Returns: no row where nobody has verified the address, or they have no factor, or the request is older than a day.$$;

revoke execute on function rowseal_private.compose_factor_recovery(text, uuid, timestamptz) from public;
