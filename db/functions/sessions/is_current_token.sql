create or replace function rowseal_private.is_current_token(
  token rowseal_private.presented_refresh_token, session rowseal_private.sessions, settings rowseal_private.settings
) returns boolean
  language sql volatile parallel restricted
  return (is_current_token.session).generation = (is_current_token.token).generation
    and (is_current_token.session).refresh_hash = pg_catalog.sha256((is_current_token.token).digest)
    and (is_current_token.token).successor is not null
    and (is_current_token.session).revoked_at is null
    and (is_current_token.session).expires_at > pg_catalog.clock_timestamp()
    and (is_current_token.session).rotated_at
      > pg_catalog.clock_timestamp() - (is_current_token.settings).refresh_idle_lifetime;

comment on function rowseal_private.is_current_token(
  rowseal_private.presented_refresh_token, rowseal_private.sessions, rowseal_private.settings
) is
$$THE rule of which refresh token rotates: it is the one whose hash is stored, and the session is alive. Whether its
user is enabled, and whose grant it is, the caller asks. No SET clause, so that it is inlined into the one statement of
its callers.
Caller: rowseal_private.refresh_session, rowseal_private.refresh_grant.$$;

revoke execute on function rowseal_private.is_current_token(
  rowseal_private.presented_refresh_token, rowseal_private.sessions, rowseal_private.settings) from public;
