create or replace function rowseal_private.verify_batch(
  batch rowseal_private.event_batches, former rowseal_private.event_batches
) returns table (kind text, event bigint, what text)
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_count bigint;
  v_digest bytea;
begin
  if batch.head is distinct from sha256(convert_to(rowseal_private.batch_line(batch), 'UTF8')) then
    return query select 'batch_altered', null::bigint, 'its head is not that of its line';
  end if;
  if batch.number = coalesce(former.number, 0) + 1 then
    if batch.previous <> coalesce(former.head, decode(repeat('00', 32), 'hex')) then
      return query select 'chain_broken', null::bigint, 'it does not follow the head of the batch before';
    end if;
    if batch.first_event <> coalesce(former.first_event + former.events, 1) then
      return query select 'events_missing', null::bigint, 'its first event does not follow the last one before';
    end if;
  elsif not batch.is_dropped or former.number is not null then
    return query select 'batches_missing', null::bigint,
      format('%s batches before it are gone', batch.number - coalesce(former.number, 0) - 1);
  end if;
  if batch.is_dropped then
    if not rowseal_private.is_drop_told(batch.until) then
      return query select 'batch_dropped', null::bigint, 'no sealed event says that its events were dropped';
    end if;
    return;
  end if;
  select count(*), sha256(string_agg(sealed.hash, '' order by sealed.number)) into v_count, v_digest
    from rowseal_private.sealed_events as sealed
   where sealed.number between batch.first_event and batch.first_event + batch.events - 1;
  if v_count <> batch.events or v_digest is distinct from batch.digest then
    return query select 'seals_altered', null::bigint,
      format('the hashes of %s events, of %s, are not those that were sealed', v_count, batch.events);
  end if;
  return query
    select case when found.id is null then 'event_missing' else 'event_altered' end, sealed.number,
           format('event %s of %s', sealed.id, sealed.at)
      from rowseal_private.sealed_events as sealed
      -- One by one by the key: a plan for all events at once would read all of them for each batch.
      left join lateral (
        select one.id, rowseal_private.event_line(one, batch.personal, sealed.salt, sealed.erased) as line
          from rowseal_private.audit_events as one
         where (one.workspace_id, one.at, one.id) = (sealed.workspace_id, sealed.at, sealed.id)
        offset 0
      ) as found on true
     where sealed.number between batch.first_event and batch.first_event + batch.events - 1
       and sha256(convert_to(found.line, 'UTF8')) is distinct from sealed.hash
     order by sealed.number;
end
$$;

comment on function
  rowseal_private.verify_batch(rowseal_private.event_batches, rowseal_private.event_batches) is
$$What is wrong with a batch of sealed events: its line, its place after the batch before (null: it is the first, and
those before it may have been dropped), the hashes of its events, the events.
Caller: rowseal_audit.verify.$$;

revoke execute on function rowseal_private.verify_batch(
  rowseal_private.event_batches, rowseal_private.event_batches) from public;
