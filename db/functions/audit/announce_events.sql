create or replace function rowseal_private.announce_events() returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_from xid8;
  v_to constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
  v_count integer;
  v_first uuid;
begin
  -- One worker at a time; another has nothing to do.
  select mark.announced into v_from from rowseal_private.event_marks as mark for update skip locked;
  if not found then
    return 0;
  end if;
  -- After a restore the mark may lie ahead of everything that this cluster will count for long.
  if v_from > v_to then
    update rowseal_private.event_marks set announced = v_to;
    return 0;
  end if;
  select count(*), (array_agg(event.id order by event.id))[1]
    into v_count, v_first
    from rowseal_private.audit_events as event
   where event.xid >= v_from and event.xid < v_to;
  if v_count > 0 then
    update rowseal_private.event_marks set announced = v_to;
    perform pg_notify('rowseal_events', v_first::text);
  end if;
  return v_count;
end
$$;

comment on function rowseal_private.announce_events() is
$$Announces the audit events that have become final since the last time, with one notice on the channel rowseal_events:
the id of the first. Final are those of transactions below the oldest that is open, so that none is missed which was
written first and committed last. The id alone, because every role that can connect can listen.
Caller: the worker, each second, in a transaction of its own: NOTIFY makes commits wait for each other.
Returns: how many there are.$$;

revoke execute on function rowseal_private.announce_events() from public;
grant execute on function rowseal_private.announce_events() to rowseal_worker;
