create or replace function rowseal_private.end_sweep(segment rowseal_private.event_segments) returns void
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  update rowseal_private.event_marks
     set xid = (end_sweep.segment).horizon, id = '00000000-0000-0000-0000-000000000000'
   where not (end_sweep.segment).is_swept;
  update rowseal_private.event_segments as stored
     set is_swept = true
   where stored.number = (end_sweep.segment).number and not stored.is_swept;
end;

comment on function rowseal_private.end_sweep(rowseal_private.event_segments) is
$$Notes that a segment has sealed all that had come along, and goes on from the transactions that were open at its
begin.
Caller: rowseal_private.seal_batch.$$;

revoke execute on function rowseal_private.end_sweep(rowseal_private.event_segments) from public;
