create or replace function rowseal.beat(server_id uuid, beat bigint, replicas text[]) returns text[]
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into rowseal_private.reading_servers (server_id, beat, replicas, seen_at)
  values (beat.server_id, beat.beat, beat.replicas, clock_timestamp())
  on conflict on constraint reading_servers_pkey do update
    set beat = excluded.beat, replicas = excluded.replicas, seen_at = excluded.seen_at
    -- One that was held up says nothing any more.
    where reading_servers.beat < excluded.beat;
  return rowseal.read_replicas();
end
$$;

comment on function rowseal.beat(uuid, bigint, text[]) is $$The sign of life of a server that reads from standbys.
A standby that shows it (rowseal.beat_seen) has replayed all that was committed before it was asked for. server_id is
made up by the server when it starts, beat counts up, and replicas names the standbys that it reads from, or is about
to: it goes only by beats that were asked for after the one that named them was committed.
Caller: servers with ROWSEAL_READ_URL, four times a second and after each change that they answer.
Returns: rowseal.read_replicas().
Errors: 23502 something is missing; 25006 this is a standby.$$;

revoke execute on function rowseal.beat(uuid, bigint, text[]) from public;
grant execute on function rowseal.beat(uuid, bigint, text[]) to rowseal_issuer;
