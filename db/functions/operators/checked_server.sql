create or replace function rowseal_private.checked_server(server_time timestamptz)
  returns table (topic text, failed boolean, warned boolean, what text, fix text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'recovery', place.state = 'elsewhere' or settings.recovery_needed, false,
         case when place.state = 'elsewhere' or settings.recovery_needed
           then 'commits may be missing, and nothing is served' else 'the database is where it was' end,
         'npx rowseal recover --since <the moment of the backup>, or --nothing-lost (docs/operate/backup.md)'
    from rowseal_private.settings as settings
   cross join rowseal_private.place_state() as place (state)
  union all
  select 'clock', clock.apart > interval '30 seconds', clock.apart > interval '2 seconds',
         pg_catalog.format('%s seconds from the clock of the caller',
           pg_catalog.round(extract(epoch from clock.apart)::numeric, 1)),
         'Synchronise the clocks (chrony, timesyncd): tokens expire by them'
    from (
      select greatest(
               checked_server.server_time - pg_catalog.clock_timestamp(),
               pg_catalog.clock_timestamp() - checked_server.server_time) as apart
    ) as clock
   where clock.apart is not null
  union all
  select 'durability', false, pg_catalog.current_setting(setting.name) = 'off',
         setting.name || ' is ' || pg_catalog.current_setting(setting.name),
         'alter system set ' || setting.name || ' = on: what was acknowledged is lost in a crash'
    from unnest(array['fsync', 'full_page_writes', 'synchronous_commit']) as setting (name)
  union all
  select 'replication', false, standby.synchronous and standby.streaming = 0,
         pg_catalog.format('%s standbys stream%s', standby.streaming,
           case when standby.synchronous then ', commits wait for one' else '' end),
         'No standby streams and synchronous_standby_names wants one: every commit waits'
    from (
      select pg_catalog.count(*) filter (where sender.state = 'streaming') as streaming,
             pg_catalog.current_setting('synchronous_standby_names') <> '' as synchronous
        from pg_catalog.pg_stat_get_wal_senders() as sender
    ) as standby
  union all
  select 'replication', false, slot.active is not true, pg_catalog.format('slot %s is %s', slot.slot_name,
           case when slot.active then 'in use' else 'not in use: it keeps WAL and old rows' end),
         pg_catalog.format('select pg_drop_replication_slot(%L), if nobody comes back for it', slot.slot_name)
    from pg_catalog.pg_get_replication_slots() as slot
  union all
  select 'connections', budget.used >= budget.allowed, budget.used > budget.allowed * 0.8,
         pg_catalog.format('%s of %s in use', budget.used, budget.allowed),
         'Raise max_connections, run fewer servers, or put a pooler in transaction mode between'
    from (
      select (select pg_catalog.sum(numbackends) from pg_catalog.pg_stat_database) as used,
             pg_catalog.current_setting('max_connections')::integer
             - pg_catalog.current_setting('superuser_reserved_connections')::integer as allowed
    ) as budget
  union all
  select 'connections', false, true,
         pg_catalog.format('role %s may open %s at a time', role.rolname, role.rolconnlimit),
         pg_catalog.format('alter role %I connection limit -1, unless it is meant', role.rolname)
    from pg_catalog.pg_roles as role
   where role.rolname in ('rowseal_gateway', 'rowseal_issuer', 'rowseal_worker') and role.rolconnlimit >= 0;
end;

comment on function rowseal_private.checked_server(timestamptz) is $$The lines of rowseal_audit.checks about the server
of the database.$$;

revoke execute on function rowseal_private.checked_server(timestamptz) from public;
