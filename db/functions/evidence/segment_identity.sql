create or replace function rowseal_private.segment_identity(
  out cluster text, out database text, out timeline bigint
)
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  -- Hosters may keep these for themselves.
  if has_function_privilege('pg_catalog.pg_control_system()', 'execute') then
    cluster := (select control.system_identifier from pg_catalog.pg_control_system() as control);
  end if;
  cluster := coalesce(cluster, 'unknown');
  database := (select db.oid from pg_catalog.pg_database as db where db.datname = current_database());
  timeline := coalesce(
    ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint, 0
  );
end
$$;

comment on function rowseal_private.segment_identity() is
$$Where this database is: the cluster (its system identifier, which initdb draws), the database in it, and the timeline
of its write-ahead log, which a restore to a moment and a promotion count up.$$;

revoke execute on function rowseal_private.segment_identity() from public;
