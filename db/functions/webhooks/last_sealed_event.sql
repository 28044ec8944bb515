create or replace function rowseal_private.last_sealed_event() returns bigint
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce((
    select batch.first_event + batch.events - 1
      from rowseal_private.event_batches as batch order by batch.number desc limit 1
  ), 0);
end;

comment on function rowseal_private.last_sealed_event() is $$The number of the last event that was sealed; 0: none.$$;

revoke execute on function rowseal_private.last_sealed_event() from public;
