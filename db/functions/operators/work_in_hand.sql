create or replace function rowseal_audit.work_in_hand() returns setof text
  language plpgsql stable parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- In plpgsql: the queue is made after this.
  return query select * from graphile_worker_rowseal.work_in_hand();
end
$$;

comment on function rowseal_audit.work_in_hand() is $$The workers that are at work, and the jobs that are being run. In
maintenance mode there are none once every worker has ended what it had begun: until then a worker may still write.
Caller: the database's owner, superusers; rowseal maintenance on, which waits for them.
Returns: a worker by the process of PostgreSQL over which it says so, a job by its id and task.$$;

revoke execute on function rowseal_audit.work_in_hand() from public;
grant execute on function rowseal_audit.work_in_hand() to pg_database_owner;
