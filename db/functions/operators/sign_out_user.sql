create or replace function rowseal_audit.sign_out_user("user" uuid) returns integer
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal_private.revoke_sessions(sign_out_user.user, 'ended_by_operator');
end;

comment on function rowseal_audit.sign_out_user(uuid) is $$Ends every session of a user and every grant to an
application, each with its audit event. Personal access tokens stay: rowseal_audit.set_user_enabled ends these too.
Caller: the database's owner, superusers.
Returns: how many ended.$$;

revoke execute on function rowseal_audit.sign_out_user(uuid) from public;
grant execute on function rowseal_audit.sign_out_user(uuid) to pg_database_owner;
