create or replace function rowseal.beat_seen(server_id uuid, out node text, out beat bigint)
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  select concat(
           pg_catalog.pg_postmaster_start_time(), ' ', (select stats_reset from pg_catalog.pg_stat_bgwriter)),
         case when pg_catalog.pg_is_in_recovery() then (
           select server.beat from rowseal_private.reading_servers as server
            where server.server_id = beat_seen.server_id
         ) end;
end;

comment on function rowseal.beat_seen(uuid) is $$The newest beat of a server (rowseal.beat) that this standby has
replayed, and with it all that was committed before; and which server process has, because behind one address there may
be several.
Caller: that server, over each of its connections to the standby.
Returns: beat; null: none, or this is no standby (any more), and what it holds may differ from the primary. node: a new
one at each start of a PostgreSQL server, and after each crash of one of its processes.$$;

revoke execute on function rowseal.beat_seen(uuid) from public;
grant execute on function rowseal.beat_seen(uuid) to rowseal_gateway;
