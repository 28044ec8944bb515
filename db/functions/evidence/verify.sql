create or replace function rowseal_audit.verify(
  head text default null, after bigint default 0, batches integer default null
) returns table (kind text, segment integer, batch bigint, event bigint, what text)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_former rowseal_private.event_batches;
  v_batch rowseal_private.event_batches;
  v_count integer := 0;
begin
  if rowseal.in_request_now() then
    raise exception 'this is about all workspaces' using errcode = '42501';
  end if;
  select * into v_former from rowseal_private.event_batches as stored
   where stored.number <= verify.after order by stored.number desc limit 1;
  for v_batch in
    select * from rowseal_private.event_batches as stored
     where stored.number > verify.after order by stored.number limit verify.batches
  loop
    if v_batch.segment is distinct from v_former.segment then
      return query
        select 'segment', begun.number, begun.first_batch, null::bigint,
               format('begun %s: %s', begun.begun_at, begun.reason)
          from rowseal_private.event_segments as begun where begun.number = v_batch.segment;
    end if;
    return query
      select found.kind, v_batch.segment, v_batch.number, found.event, found.what
        from rowseal_private.verify_batch(v_batch, v_former) as found;
    v_former := v_batch;
    v_count := v_count + 1;
  end loop;
  if v_count = verify.batches then
    return;
  end if;
  return query
    select 'event_unsealed', null::integer, null::bigint, null::bigint, format('event %s of %s', event.id, event.at)
      from rowseal_private.audit_events as event
     cross join rowseal_private.event_marks as mark
     where ((event.xid, event.id) <= (mark.xid, mark.id) or event.xid >= pg_snapshot_xmax(pg_current_snapshot()))
       and not exists (
         select from rowseal_private.sealed_events as sealed
          where (sealed.workspace_id, sealed.at, sealed.id) = (event.workspace_id, event.at, event.id)
       )
       and (select begun.is_swept from rowseal_private.event_segments as begun order by begun.number desc limit 1);
  if verify.head is not null then
    return query select * from rowseal_private.verify_head(verify.head);
  end if;
end
$$;

comment on function rowseal_audit.verify(text, bigint, integer) is
$$Verifies the chain of sealed audit events: the hash of every event, the order and number of events and batches, that
none was put among them unsealed, and, where a head is given that has left the database (<segment>.<batch>.<hex>), that
the chain still has it. Signatures are verified by npx rowseal events verify. It reads a batch at a time; after and
batches choose some of them: what concerns all is looked at with the last.
Caller: auditors, the database's owner, superusers; not in requests.
Returns: one row a fault; and one of the kind segment for each cluster, database or timeline that it went on in, as
after somebody restored a backup. With no other rows it verifies.
Errors: 22023 no head; 42501 in a request.$$;

revoke execute on function rowseal_audit.verify(text, bigint, integer) from public;
grant execute on function rowseal_audit.verify(text, bigint, integer) to rowseal_auditor, pg_database_owner;
