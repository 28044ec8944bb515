create or replace function rowseal_private.ensure_audit_partitions(months integer default 12) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_month date;
  v_made integer := 0;
begin
  perform set_config('lock_timeout', '2s', true);
  for i in 0 .. ensure_audit_partitions.months loop
    v_month := (date_trunc('month', now() at time zone 'UTC') + make_interval(months => i))::date;
    if to_regclass(format('rowseal_private.audit_events_%s', to_char(v_month, 'YYYYMM'))) is null then
      execute format(
        'create table rowseal_private.audit_events_%s partition of rowseal_private.audit_events '
        'for values from (%L) to (%L)',
        to_char(v_month, 'YYYYMM'), v_month::timestamp at time zone 'UTC',
        (v_month + interval '1 month')::timestamp at time zone 'UTC'
      );
      v_made := v_made + 1;
    end if;
  end loop;
  return v_made;
end
$$;

comment on function rowseal_private.ensure_audit_partitions(integer) is
$$Makes the monthly partitions of audit events that are missing, from this month to as many ahead, under a lock timeout
of 2 s. By default a year: without one nothing can be recorded, and so nobody can log in, and a worker may be missing
for long. Each start makes them too. Old months are dropped, not deleted from.
Returns: how many it made.
Errors: 55P03 the lock was not available; try again.$$;

revoke execute on function rowseal_private.ensure_audit_partitions(integer) from public;
grant execute on function rowseal_private.ensure_audit_partitions(integer) to rowseal_worker;
