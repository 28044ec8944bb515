create or replace function rowseal_private.begin_event_segment() returns rowseal_private.event_segments
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_here constant record := rowseal_private.segment_identity();
  v_last rowseal_private.event_segments;
  v_reason text;
begin
  select * into v_last from rowseal_private.event_segments as segment order by segment.number desc limit 1;
  v_reason := case
    when v_last.number is null then 'installed'
    when v_last.cluster <> v_here.cluster then 'cluster'
    when v_last.database <> v_here.database then 'database'
    when v_last.timeline <> v_here.timeline then 'timeline'
  end;
  if v_reason is null then
    return v_last;
  end if;
  insert into rowseal_private.event_segments (
    number, first_batch, reason, cluster, database, timeline, horizon, is_swept
  )
  values (
    coalesce(v_last.number, 0) + 1,
    coalesce((select max(batch.number) from rowseal_private.event_batches as batch), 0) + 1,
    v_reason, v_here.cluster, v_here.database, v_here.timeline, pg_snapshot_xmin(pg_current_snapshot()),
    -- At first the mark is before everything. On another timeline transactions are called as before.
    v_reason in ('installed', 'timeline')
  )
  returning * into v_last;
  perform rowseal_private.record_event(
    'event_segment_begun', null, null, jsonb_build_object('segment', v_last.number, 'reason', v_reason)
  );
  return v_last;
end
$$;

comment on function rowseal_private.begin_event_segment() is
$$The segment of the chain that events are sealed in now: a new one where this is another cluster, database or timeline
than that of the last, which an audit event says too (event_segment_begun).
Caller: rowseal_private.seal_events, which holds the mark.$$;

revoke execute on function rowseal_private.begin_event_segment() from public;
