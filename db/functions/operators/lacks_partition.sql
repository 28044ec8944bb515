create or replace function rowseal_private.lacks_partition(months integer) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return pg_catalog.to_regclass(
    'rowseal_private.audit_events_'
    || pg_catalog.to_char(
      pg_catalog.timezone('UTC', pg_catalog.now()) + pg_catalog.make_interval(months => lacks_partition.months),
      'YYYYMM')
  ) is null;

comment on function rowseal_private.lacks_partition(integer) is $$Whether the partition of audit events is missing for
the month that comes after so many.$$;

revoke execute on function rowseal_private.lacks_partition(integer) from public;
