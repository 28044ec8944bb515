create or replace function rowseal_audit.open_transactions() returns setof text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select held.virtualxid
    from pg_catalog.pg_locks as held
    join pg_catalog.pg_stat_activity as activity on activity.pid = held.pid
   where held.locktype = 'virtualxid' and held.granted and held.pid <> pg_catalog.pg_backend_pid()
     and activity.datname = pg_catalog.current_database() and activity.usename is not null
  union all
  -- No session holds it any more.
  select pg_catalog.concat('prepared ', prepared.gid)
    from pg_catalog.pg_prepared_xacts as prepared
   where prepared.database = pg_catalog.current_database();
end;

comment on function rowseal_audit.open_transactions() is $$The transactions of others that are open in this database:
once none is left of those that were open when something was committed, every one that goes on has seen it.
Caller: the database's owner, superusers; rowseal maintenance on, which waits for those that may still write.
Returns: virtual transaction ids; of prepared transactions (PREPARE TRANSACTION) their name, behind "prepared".$$;

revoke execute on function rowseal_audit.open_transactions() from public;
grant execute on function rowseal_audit.open_transactions() to pg_database_owner;
