create or replace function rowseal_private.revoke_by_refresh_token(
  client_id text, token rowseal_private.presented_refresh_token, ip inet
) returns boolean
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return coalesce((
    select rowseal_private.revoke_grant(
      revoke_by_refresh_token.client_id, authentic.user_id, authentic.id, revoke_by_refresh_token.ip)
      from rowseal_private.authentic_session(revoke_by_refresh_token.token) as authentic
     where authentic.id is not null
  ), false);

comment on function rowseal_private.revoke_by_refresh_token(text, rowseal_private.presented_refresh_token, inet) is
$$rowseal_private.revoke_grant by any authentic refresh token of the grant, whatever its age.$$;

revoke execute on function rowseal_private.revoke_by_refresh_token(text, rowseal_private.presented_refresh_token, inet)
  from public;
grant execute on function rowseal_private.revoke_by_refresh_token(text, rowseal_private.presented_refresh_token, inet)
  to rowseal_issuer;
