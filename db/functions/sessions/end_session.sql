create or replace function rowseal.end_session(id uuid) returns boolean
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return rowseal_private.revoke_session(rowseal_private.require_account(), end_session.id, 'ended_by_user');

comment on function rowseal.end_session(uuid) is $$Ends a session of the caller: from the next transaction on its access
tokens and its refresh token are refused.
Returns: false where there was nothing to end.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.$$;

revoke execute on function rowseal.end_session(uuid) from public;
grant execute on function rowseal.end_session(uuid) to rowseal_gateway;
