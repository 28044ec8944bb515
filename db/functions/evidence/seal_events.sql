create or replace function rowseal_private.seal_events(
  most integer default 5000, out sealed integer, out has_more boolean, out waiting double precision
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_horizon constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
begin
  sealed := 0;
  has_more := false;
  -- One worker at a time; another has nothing to do.
  perform from rowseal_private.event_marks for update skip locked;
  if not found then
    return;
  end if;
  select batch.sealed, batch.has_more into sealed, has_more
    from rowseal_private.seal_batch(v_horizon, least(greatest(most, 1), 10000)) as batch;
  waiting := coalesce((
    select greatest(extract(epoch from clock_timestamp() - event.at), 0)
      from rowseal_private.audit_events as event
     cross join rowseal_private.event_marks as mark
     where (event.xid, event.id) > (mark.xid, mark.id)
     order by event.xid, event.id
     limit 1
  ), 0);
end
$$;

comment on function rowseal_private.seal_events(integer) is
$$Seals the audit events that are final, most at most (rowseal_private.seal_batch): those of transactions below the
oldest that is open in the cluster.
Caller: the worker, each second, in a transaction of its own: nobody who writes events waits for it, nor for its notice.
Returns: how many; whether there are more; for how many seconds the first that is not sealed has waited, null where
another worker is at work.$$;

revoke execute on function rowseal_private.seal_events(integer) from public;
grant execute on function rowseal_private.seal_events(integer) to rowseal_worker;
