create or replace function rowseal_private.compose_password_reset(address text, id uuid, requested_at timestamptz)
  returns table (recipient text, kind text, variables jsonb)
  language sql volatile parallel unsafe
begin atomic
  select compose_password_reset.address, 'reset_password'::text,
         pg_catalog.jsonb_build_object(
           'token', rowseal_private.issue_proof(
             'reset_password', account.id, compose_password_reset.id, compose_password_reset.address),
           'lifetime', extract(epoch from settings.password_reset_lifetime)
         )
    from rowseal_private.settings as settings
   cross join lateral rowseal_private.user_for_password_reset(compose_password_reset.address) as account (id)
   where account.id is not null
     and compose_password_reset.requested_at > pg_catalog.clock_timestamp() - interval '1 day';
end;

comment on function rowseal_private.compose_password_reset(text, uuid, timestamptz) is
$$The mail to an address whose password somebody asked to reset. id names the request.
Returns: no row where nobody has the address, or the request is older than a day.$$;

revoke execute on function rowseal_private.compose_password_reset(text, uuid, timestamptz) from public;
