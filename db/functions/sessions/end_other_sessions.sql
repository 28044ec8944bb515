create or replace function rowseal.end_other_sessions() returns integer
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return rowseal_private.revoke_sessions(rowseal_private.require_account(), 'ended_by_user', rowseal.session_id());

comment on function rowseal.end_other_sessions() is $$Ends every session of the caller except the current one.
Returns: how many.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.$$;

revoke execute on function rowseal.end_other_sessions() from public;
grant execute on function rowseal.end_other_sessions() to rowseal_gateway;
