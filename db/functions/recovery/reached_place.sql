create or replace function rowseal_private.reached_place(out since numeric, out timeline bigint, out lsn pg_lsn)
  language sql volatile parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  -- What was flushed outlives a crash, and is never written twice; what was only inserted may be.
  select extract(epoch from known.acknowledged_at), here.timeline, pg_current_wal_flush_lsn()
    from rowseal_private.known_place as known cross join rowseal_private.segment_identity() as here;
end;

comment on function rowseal_private.reached_place() is
$$How far a primary is. Who has said what was lost begins anew, and so does a promotion; within these the log grows.
Returns: since, the moment of the last acknowledgement; timeline; lsn, what was flushed.
Errors: 55000 on a standby.$$;

revoke execute on function rowseal_private.reached_place() from public;
