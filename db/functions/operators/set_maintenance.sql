create or replace function rowseal_audit.set_maintenance(
  reads_only boolean, retry_after interval default '30 seconds'
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal_private.settings as settings
     set maintenance_since = case when set_maintenance.reads_only then
           coalesce(settings.maintenance_since, clock_timestamp()) end,
         maintenance_retry_after = case when set_maintenance.reads_only then
           set_maintenance.retry_after else settings.maintenance_retry_after end
   where set_maintenance.reads_only is distinct from (settings.maintenance_since is not null)
      or set_maintenance.reads_only and settings.maintenance_retry_after is distinct from set_maintenance.retry_after;
  return case when found then 'changed' else 'unchanged' end;
end
$$;

comment on function rowseal_audit.set_maintenance(boolean, interval) is $$Begins or ends maintenance mode. From the
commit on, transactions that a request begins are read-only, through whichever door and in applications' own pools
(rowseal.enter): people enter and read, and what writes fails with 25006, which servers answer with 503, maintenance. So
do logins and refreshes. Nobody enters in a subtransaction (25001), whose end would let it write. Workers rest within
seconds, after the jobs in hand. retry_after is what clients are told to wait, a second to a day. SQL that does
not enter, that of administrators and commands, is not held back.
Caller: the database's owner, superusers; rowseal maintenance.
Returns: changed; unchanged, it was so.
Errors: 23502, 23514 a time to wait that is not allowed.$$;

revoke execute on function rowseal_audit.set_maintenance(boolean, interval) from public;
grant execute on function rowseal_audit.set_maintenance(boolean, interval) to pg_database_owner;
