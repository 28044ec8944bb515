create or replace function rowseal.end_role_backends(role name) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select count(pg_terminate_backend(activity.pid))
      from pg_stat_activity as activity
     where activity.usename = end_role_backends.role
       and activity.datname = current_database()
       and activity.pid <> pg_backend_pid()
  );
exception when insufficient_privilege then
  raise warning 'sessions of % go on: they are refused at their next statement', end_role_backends.role
    using hint = format(
      'A superuser, or who has pg_signal_backend, runs: select pg_terminate_backend(pid) from pg_stat_activity '
      'where usename = %L', end_role_backends.role);
  return 0;
end
$$;

comment on function rowseal.end_role_backends(name) is $$Ends the sessions of a login role in this database, with what
they have open. Neither NOLOGIN nor VALID UNTIL does.
Caller: rowseal.bind_role, rowseal.unbind_role: the caller's own rights decide.
Returns: how many.$$;

revoke execute on function rowseal.end_role_backends(name) from public;
grant execute on function rowseal.end_role_backends(name) to pg_database_owner;
