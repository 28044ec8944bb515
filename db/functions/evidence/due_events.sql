create or replace function rowseal_private.due_events(
  mark rowseal_private.event_marks, segment rowseal_private.event_segments, horizon xid8, most integer
) returns setof rowseal_private.audit_events
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_due rowseal_private.audit_events;
  v_count integer := 0;
  -- Cursors, because they are planned to begin soon: as a query with a limit, all that wait would be sorted for each
  -- batch, as statistics know nothing of the newest transactions.
  v_next cursor for
    select event.*
      from rowseal_private.audit_events as event
     where (event.xid, event.id) > (mark.xid, mark.id)
       and event.xid < horizon
       -- In another cluster ids of transactions come again.
       and not exists (
         select from rowseal_private.sealed_events as sealed
          where (sealed.workspace_id, sealed.at, sealed.id) = (event.workspace_id, event.at, event.id)
       )
     order by event.xid, event.id;
  v_brought cursor for
    select event.*
      from rowseal_private.audit_events as event
     where (event.xid < segment.horizon or event.xid >= pg_snapshot_xmax(pg_current_snapshot()))
       and (
         (event.xid, event.id) > (mark.xid, mark.id)
         or event.at >= segment.begun_at - interval '1 day'
         or event.at >= (
           select batch.until - interval '1 day' from rowseal_private.event_batches as batch
            order by batch.number desc limit 1
         )
       )
       and not exists (
         select from rowseal_private.sealed_events as sealed
          where (sealed.workspace_id, sealed.at, sealed.id) = (event.workspace_id, event.at, event.id)
       )
     order by event.xid, event.id;
begin
  if segment.is_swept then
    open v_next;
  else
    open v_brought;
  end if;
  while v_count < most loop
    if segment.is_swept then
      fetch v_next into v_due;
    else
      fetch v_brought into v_due;
    end if;
    exit when v_due.id is null;
    return next v_due;
    v_count := v_count + 1;
  end loop;
  if segment.is_swept then
    close v_next;
  else
    close v_brought;
  end if;
end
$$;

comment on function
  rowseal_private.due_events(rowseal_private.event_marks, rowseal_private.event_segments, xid8, integer) is
$$The audit events to seal next, in their order: those after the mark of transactions below the horizon, so that none is
missed which was written first and committed last. In another cluster, where transactions are called otherwise, first
all that came along unsealed.
Caller: rowseal_private.seal_batch.$$;

revoke execute on function rowseal_private.due_events(
  rowseal_private.event_marks, rowseal_private.event_segments, xid8, integer) from public;
