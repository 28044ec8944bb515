create or replace function rowseal_private.note_dropped_events(before timestamptz) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal_private.event_batches as batch
     set is_dropped = true
   where batch.until < note_dropped_events.before and not batch.is_dropped;
  -- Only where the chain begins: a gap further on would be a place to put what never happened.
  delete from rowseal_private.event_batches as batch
   where batch.number < coalesce(
     (select min(kept.number) from rowseal_private.event_batches as kept where not kept.is_dropped) - 1,
     (select max(last.number) from rowseal_private.event_batches as last)
   );
  perform rowseal_private.record_event(
    'events_dropped', null, null,
    jsonb_build_object(
      'before', to_char(note_dropped_events.before at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'head', (
        select batch.segment || '.' || batch.number || '.' || encode(batch.head, 'hex')
          from rowseal_private.event_batches as batch
         where batch.is_dropped
         order by batch.number desc
         limit 1
      )
    )
  );
end
$$;

comment on function rowseal_private.note_dropped_events(timestamptz) is
$$Notes that the audit events before a moment were dropped: of the batches that the chain began with the last one stays,
so that the chain goes on from there, and an event (events_dropped) says so. A dropped batch after one that is kept, as
at the turn of a month, stays too.
Caller: rowseal_private.drop_audit_partitions.$$;

revoke execute on function rowseal_private.note_dropped_events(timestamptz) from public;
