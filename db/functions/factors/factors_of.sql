create or replace function rowseal_private.factors_of(user_id uuid) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(
           jsonb_agg(jsonb_build_object('kind', factor.kind, 'name', factor.name, 'added_at', factor.added_at,
             'last_used_at', factor.last_used_at) order by factor.added_at), '[]')
    from (
      select 'totp', null, app.confirmed_at, app.last_used_at
        from rowseal_private.totp_factors as app
       where app.user_id = factors_of.user_id and app.confirmed_at is not null
       union all
      select 'passkey', passkey.name, passkey.created_at, passkey.last_used_at
        from rowseal_private.passkeys as passkey
       where passkey.user_id = factors_of.user_id
    ) as factor (kind, name, added_at, last_used_at);
end;

comment on function rowseal_private.factors_of(uuid) is $$The authenticator app and the passkeys of a user, without
secrets and keys.
Caller: rowseal_private.account_data.
Returns: an array of objects; never null.$$;

revoke execute on function rowseal_private.factors_of(uuid) from public;
