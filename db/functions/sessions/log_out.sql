create or replace function rowseal_private.log_out(
  token rowseal_private.presented_refresh_token, reason text default 'logged_out', ip inet default null
) returns boolean
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return coalesce((
    select rowseal_private.revoke_session(authentic.user_id, authentic.id, log_out.reason, log_out.ip)
      from rowseal_private.authentic_session(log_out.token) as authentic
     where authentic.id is not null and authentic.client_id is null
  ), false);

comment on function rowseal_private.log_out(rowseal_private.presented_refresh_token, text, inet) is
$$Ends the session of a refresh token, whatever the token's age: an older one may end it too, as presenting it at a
refresh would. reason is for the audit event. Grants to OAuth clients are ended by their clients.
Returns: false where there was nothing to end: callers answer both alike.$$;

revoke execute on function rowseal_private.log_out(rowseal_private.presented_refresh_token, text, inet) from public;
grant execute on function rowseal_private.log_out(rowseal_private.presented_refresh_token, text, inet)
  to rowseal_issuer;
