create or replace function rowseal_private.ensure_seal_partition(month date) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_name constant text := to_char(ensure_seal_partition.month, '"sealed_events_"YYYYMM');
begin
  if to_regclass('rowseal_private.' || v_name) is not null then
    return;
  end if;
  -- Attached, because that holds up nobody who reads.
  execute format('create table rowseal_private.%I (like rowseal_private.sealed_events including all)', v_name);
  execute format(
    'alter table rowseal_private.sealed_events attach partition rowseal_private.%I for values from (%L) to (%L)',
    v_name, ensure_seal_partition.month::timestamp at time zone 'UTC',
    (ensure_seal_partition.month + interval '1 month') at time zone 'UTC'
  );
end
$$;

comment on function rowseal_private.ensure_seal_partition(date) is
$$Makes the partition of sealed_events for a month (its first day, UTC), where it is missing.
Caller: rowseal_private.seal_batch.$$;

revoke execute on function rowseal_private.ensure_seal_partition(date) from public;
