create or replace function rowseal_private.verify_head(head text)
  returns table (kind text, segment integer, batch bigint, event bigint, what text)
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_parts constant text[] := regexp_match(verify_head.head, '^([0-9]{1,9})\.([0-9]{1,18})\.([0-9a-f]{64})$');
  v_segment constant integer := v_parts[1]::integer;
  v_batch constant bigint := v_parts[2]::bigint;
  v_here rowseal_private.event_batches;
  v_last rowseal_private.event_batches;
  v_next rowseal_private.event_segments;
begin
  if v_parts is null then
    raise exception 'a head is <segment>.<batch>.<64 hexadecimal digits>' using errcode = '22023';
  end if;
  select * into v_here from rowseal_private.event_batches as stored where stored.number = v_batch;
  select * into v_last from rowseal_private.event_batches as stored order by stored.number desc limit 1;
  select * into v_next from rowseal_private.event_segments as stored where stored.number = v_segment + 1;
  if v_here.head = decode(v_parts[3], 'hex') and v_here.segment = v_segment then
    return;
  elsif v_next.first_batch <= v_batch then
    return query select 'restored', v_segment, v_batch, null::bigint, format(
      'the head is of a batch that was lost when segment %s began (another %s, %s): %s batches up to the head',
      v_next.number, v_next.reason, v_next.begun_at, v_batch - v_next.first_batch + 1);
  elsif v_here.number is not null then
    return query select 'head_differs', v_segment, v_batch, null::bigint, 'the batch has another head';
  elsif v_batch > coalesce(v_last.number, 0) then
    return query select 'head_ahead', v_segment, v_batch, null::bigint,
      format('the chain ends before it, with batch %s', coalesce(v_last.number, 0));
  elsif not exists (
    select from rowseal_private.event_batches as stored where stored.number > v_batch and stored.is_dropped
  ) then
    return query select 'head_missing', v_segment, v_batch, null::bigint, 'the batch is gone';
  end if;
end
$$;

comment on function rowseal_private.verify_head(text) is
$$Whether the chain still has a head that has left the database: no row, or what became of it. A batch that was dropped
and is not the last of its run is not looked at.
Caller: rowseal_audit.verify.
Errors: 22023 no head.$$;

revoke execute on function rowseal_private.verify_head(text) from public;
