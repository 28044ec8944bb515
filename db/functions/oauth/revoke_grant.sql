create or replace function rowseal_private.revoke_grant(
  client_id text, user_id uuid, session_id uuid, ip inet
) returns boolean
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return coalesce((
    select rowseal_private.revoke_session(session.user_id, session.id, 'revoked_by_client', revoke_grant.ip)
      from rowseal_private.sessions as session
     where session.user_id = revoke_grant.user_id and session.id = revoke_grant.session_id
       and session.client_id = revoke_grant.client_id
  ), false);

comment on function rowseal_private.revoke_grant(text, uuid, uuid, inet) is
$$Ends a grant for the client that it was made to, and with it all its tokens.
Returns: false where there was nothing to end: callers answer both alike.
Source: RFC 7009.$$;

revoke execute on function rowseal_private.revoke_grant(text, uuid, uuid, inet) from public;
grant execute on function rowseal_private.revoke_grant(text, uuid, uuid, inet) to rowseal_issuer;
