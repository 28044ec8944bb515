create or replace function rowseal_private.session_of_refresh_token(
  token rowseal_private.presented_refresh_token
) returns rowseal_private.sessions
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select session.*
    from rowseal_private.sessions as session
    join rowseal.users as account on account.id = session.user_id
   cross join rowseal_private.settings as settings
   where session.user_id = (session_of_refresh_token.token).user_id
     and session.id = (session_of_refresh_token.token).session_id
     and session.client_id is null
     and session.revoked_at is null
     and session.expires_at > pg_catalog.now()
     and session.rotated_at > pg_catalog.now() - settings.refresh_idle_lifetime
     and account.disabled_at is null
     and (
       session.refresh_hash = pg_catalog.sha256((session_of_refresh_token.token).digest)
       or pg_catalog.now() < session.rotated_at + interval '10 seconds'
          and session.refresh_hash = pg_catalog.sha256((session_of_refresh_token.token).successor)
     );
end;

comment on function rowseal_private.session_of_refresh_token(rowseal_private.presented_refresh_token) is
$$The session that a refresh token currently belongs to, without using the token up: whose browser it is that shows the
cookie. The token of the generation before counts for ten seconds after a rotation.
Returns: null for any other, and for grants to OAuth clients.$$;

revoke execute on function rowseal_private.session_of_refresh_token(rowseal_private.presented_refresh_token)
  from public;
