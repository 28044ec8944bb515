create or replace function rowseal.read_replicas() returns text[]
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return array(
    select distinct replica.name
      from rowseal_private.reading_servers as server
     cross join lateral unnest(server.replicas) as replica (name)
     where server.seen_at > clock_timestamp() - interval '3 seconds'
     order by replica.name
  );

comment on function rowseal.read_replicas() is $$The standbys that any server reads from, or is about to: who changes
something that others rely on at once waits until each of them has replayed it, or a second, in which who reads from it
has to have heard from the primary.
Caller: servers, at each beat or every 0.9 s; rowseal.beat.
Returns: names; empty where all is read from the primary. Never null.$$;

revoke execute on function rowseal.read_replicas() from public;
grant execute on function rowseal.read_replicas() to rowseal_issuer;
