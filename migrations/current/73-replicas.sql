-- Which servers read from standbys, and the beat by which each of them knows how recent what it reads is.
create table if not exists rowseal_private.reading_servers (
  server_id uuid primary key,
  beat bigint not null,
  replicas text[] not null,
  seen_at timestamptz not null
) with (fillfactor = 20, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);
comment on table rowseal_private.reading_servers is
$$Servers that read from standbys (ROWSEAL_READ_URL), one row each, which a server changes four times a second
(rowseal.beat): a standby that shows a beat has replayed all that was committed before it.$$;
comment on column rowseal_private.reading_servers.beat is $$Counts up with each change.$$;
comment on column rowseal_private.reading_servers.replicas is
$$The standbys that the server reads from, or is about to: what is revoked is answered once these have replayed it.$$;
