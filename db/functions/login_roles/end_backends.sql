create or replace function rowseal.end_backends(pid integer default null) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select count(pg_terminate_backend(activity.pid))
      from pg_stat_activity as activity
     where activity.usename = session_user
       and activity.datname = current_database()
       and case
         when end_backends.pid is null then activity.pid <> pg_backend_pid()
         else activity.pid = end_backends.pid end
  );
end
$$;

comment on function rowseal.end_backends(integer) is $$Ends backends of the role that is logged in, in this database:
one that a batch found changed (RS009), or all others, which still have settings that were planted on the role. Behind a
pooler, closing a connection does not end its backend.
Returns: how many.$$;

revoke execute on function rowseal.end_backends(integer) from public;
grant execute on function rowseal.end_backends(integer) to rowseal_gateway, rowseal_issuer, rowseal_worker;
