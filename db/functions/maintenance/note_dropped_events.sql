create or replace function rowseal_private.note_dropped_events(before timestamptz) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal_private.event_batches as batch
     set is_dropped = true
   where batch.until < note_dropped_events.before and not batch.is_dropped;
  delete from rowseal_private.event_batches as batch
   where batch.is_dropped
     and exists (
       select from rowseal_private.event_batches as next where next.number = batch.number + 1 and next.is_dropped
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
$$Notes that the audit events before a moment were dropped: their batches keep the last head of each run, so that the
chain goes on from there, and an event (events_dropped) says so.
Caller: rowseal_private.drop_audit_partitions.$$;

revoke execute on function rowseal_private.note_dropped_events(timestamptz) from public;
