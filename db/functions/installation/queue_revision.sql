create or replace function rowseal_private.queue_revision() returns integer
  language plpgsql stable parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  if to_regclass('graphile_worker_rowseal.migrations') is null then
    return null;
  end if;
  return (select max(migration.id) from graphile_worker_rowseal.migrations as migration);
end
$$;

comment on function rowseal_private.queue_revision() is $$The newest of graphile-worker's migrations that the queue of
jobs has: a start leaves the rest out where it is the newest that the server has.
Caller: the installer, as rowseal_worker.
Returns: its number; null where there is no queue.$$;

revoke execute on function rowseal_private.queue_revision() from public;
grant execute on function rowseal_private.queue_revision() to rowseal_worker;
