create or replace function rowseal_private.drop_audit_partitions() returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_kept_since constant timestamptz := now() - (
    select settings.audit_retention from rowseal_private.settings as settings
  );
  v_partition regclass;
  v_until timestamptz;
  v_before timestamptz;
  v_dropped integer := 0;
begin
  perform set_config('lock_timeout', '2s', true);
  -- A partition without an upper bound (DEFAULT, MAXVALUE) has none to compare, and stays.
  for v_partition, v_until in
    select class.oid::regclass, bound.until
      from pg_catalog.pg_inherits as inherits
      join pg_catalog.pg_class as class on class.oid = inherits.inhrelid
     cross join lateral (
       select (regexp_match(pg_get_expr(class.relpartbound, class.oid), ' TO \(''(.+)''\)$'))[1]::timestamptz as until
     ) as bound
     where inherits.inhparent in ('rowseal_private.audit_events'::regclass, 'rowseal_private.sealed_events'::regclass)
       and bound.until <= v_kept_since
     order by inherits.inhparent = 'rowseal_private.sealed_events'::regclass
  loop
    execute format('drop table %s', v_partition);
    v_before := greatest(v_before, v_until);
    v_dropped := v_dropped + 1;
  end loop;
  if v_dropped > 0 then
    perform rowseal_private.note_dropped_events(v_before);
  end if;
  return v_dropped;
end
$$;

comment on function rowseal_private.drop_audit_partitions() is
$$Drops the monthly partitions of audit events whose last moment is older than the retention in the settings, under a
lock timeout of 2 s, and with them those of their seals. Archive them before, where the law requires longer retention.
Returns: how many partitions.
Errors: 55P03 the lock was not available; try again.$$;

revoke execute on function rowseal_private.drop_audit_partitions() from public;
grant execute on function rowseal_private.drop_audit_partitions() to rowseal_worker;
