create or replace function rowseal_private.acknowledge_place(reason text) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_here constant record := rowseal_private.segment_identity();
begin
  insert into rowseal_private.known_place as known (cluster, timeline, relation)
  values (v_here.cluster, v_here.timeline, 'rowseal_private.known_place'::regclass)
  on conflict (singleton) do update
    set cluster = excluded.cluster, timeline = excluded.timeline, relation = excluded.relation,
        seen_at = excluded.seen_at,
        -- Servers compare it with what they saw before, whatever the clock has done since.
        acknowledged_at = greatest(excluded.acknowledged_at, known.acknowledged_at + interval '1 microsecond');
  update rowseal_private.settings set recovery_needed = false where settings.recovery_needed;
  perform rowseal_private.record_event(
    'place_acknowledged', null, null,
    jsonb_build_object(
      'reason', acknowledge_place.reason, 'cluster', v_here.cluster, 'timeline', v_here.timeline)
  );
end
$$;

comment on function rowseal_private.acknowledge_place(text) is
$$Makes where the database is the place that servers serve from. reason: recovered, nothing_lost, or promoted.$$;

revoke execute on function rowseal_private.acknowledge_place(text) from public;
