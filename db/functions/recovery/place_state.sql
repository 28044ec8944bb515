create or replace function rowseal_private.place_state() returns text
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_known rowseal_private.known_place;
  v_here record;
begin
  -- What streams from a primary has what that has, and nobody writes to it. Else it is a restore that has not ended.
  if pg_is_in_recovery() then
    return case when pg_last_wal_receive_lsn() is null then 'elsewhere' else 'standby' end;
  end if;
  select * into v_known from rowseal_private.known_place;
  v_here := rowseal_private.segment_identity();
  return case
    when (v_known.cluster, v_known.relation)
      is distinct from (v_here.cluster, 'rowseal_private.known_place'::regclass::oid) then 'elsewhere'
    when v_known.timeline = v_here.timeline then 'known'
    when v_known.timeline < v_here.timeline
      and v_known.seen_at + (select settings.promotion_grace from rowseal_private.settings as settings)
        > clock_timestamp() then 'promoted'
    else 'elsewhere'
  end;
end
$$;

comment on function rowseal_private.place_state() is
$$Whether the database is where it was when nothing was known to be lost (rowseal_private.known_place).
Returns: known; standby; promoted, on another timeline so soon that settings.promotion_grace vouches for it; elsewhere:
another timeline, cluster or copy, on which commits may be missing, or a restore in progress.$$;

revoke execute on function rowseal_private.place_state() from public;
