create or replace function rowseal_private.inspect_refresh_token(
  client_id text, token rowseal_private.presented_refresh_token
) returns jsonb
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return (
    select rowseal_private.inspect_grant(inspect_refresh_token.client_id, session.user_id, session.id)
      from rowseal_private.sessions as session
     where session.user_id = (inspect_refresh_token.token).user_id
       and session.id = (inspect_refresh_token.token).session_id
       and session.refresh_hash = pg_catalog.sha256((inspect_refresh_token.token).digest)
  );

comment on function rowseal_private.inspect_refresh_token(text, rowseal_private.presented_refresh_token) is
$$rowseal_private.inspect_grant by the grant's refresh token, if that is the current one.$$;

revoke execute on function rowseal_private.inspect_refresh_token(text, rowseal_private.presented_refresh_token)
  from public;
grant execute on function rowseal_private.inspect_refresh_token(text, rowseal_private.presented_refresh_token)
  to rowseal_issuer;
