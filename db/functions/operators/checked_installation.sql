create or replace function rowseal_private.checked_installation()
  returns table (topic text, failed boolean, warned boolean, what text, fix text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'installation', installed.version is null, false,
         coalesce('version ' || installed.version || ', contract ' || installed.contract, 'nothing is recorded'),
         'npx rowseal migrate'
    from (values (1)) as one (row)
    left join rowseal_private.installation as installed on true
  union all
  select 'settings', false, settings.registration_open or settings.client_registration_open,
         pg_catalog.format('registration of accounts %s, of clients %s, audit kept for %s',
           case when settings.registration_open then 'open' else 'closed' end,
           case when settings.client_registration_open then 'open' else 'closed' end, settings.audit_retention),
         'If people or clients must not register themselves: update rowseal_private.settings set '
           || pg_catalog.concat_ws(', ', case when settings.registration_open then 'registration_open = false' end,
             case when settings.client_registration_open then 'client_registration_open = false' end)
    from rowseal_private.settings as settings
  union all
  select 'roles', role.oid is null, not coalesce(role.rolcanlogin, false),
         needed.name || case when role.oid is null then ' is missing' when role.rolcanlogin then ' logs in'
           else ' may not log in' end,
         'npx rowseal migrate'
    from unnest(array['rowseal_gateway', 'rowseal_issuer', 'rowseal_worker']) as needed (name)
    left join pg_catalog.pg_roles as role on role.rolname = needed.name
  union all
  select 'keys', held.current is null, held.next is null or held.overdue,
         needed.algorithm || case
           when held.current is null then ' has no key that signs'
           when held.next is null then ' has no next key'
           when held.overdue then ' should have been rotated'
           else ' has a current and a next key' end,
         case when held.current is null then 'npx rowseal keys add ' || needed.algorithm
           else 'Run a worker (npx rowseal worker), or: npx rowseal keys rotate --algorithm ' || needed.algorithm end
    from (
      select 'EdDSA' as algorithm
      union
      select key.algorithm from rowseal_private.signing_keys as key where key.state <> 'gone'
    ) as needed
   cross join lateral (
     select pg_catalog.min(key.id) filter (where key.state = 'current') as current,
            pg_catalog.min(key.id) filter (where key.state = 'next') as next,
            coalesce(pg_catalog.bool_or(
              key.state = 'current' and key.changes_at < pg_catalog.now() - interval '1 day'), false) as overdue
       from rowseal_private.list_signing_keys() as key where key.algorithm = needed.algorithm
   ) as held
  union all
  select 'worker', false, lag.purge > interval '1 hour',
         'what has ended has waited for its removal for ' || pg_catalog.date_trunc('second', lag.purge),
         'Run a worker: npx rowseal worker, or serve without --worker=off'
    from (select rowseal_private.purge_lag() as purge) as lag
  union all
  select 'events', next_month.missing, not next_month.missing and later.missing,
         case when next_month.missing then 'no partition for the events of next month'
           when later.missing then 'partitions for fewer than six months ahead'
           else 'partitions for the months ahead' end,
         'Run a worker: without a partition nobody can log in'
    from rowseal_private.lacks_partition(1) as next_month (missing)
   cross join rowseal_private.lacks_partition(6) as later (missing)
  union all
  select 'events', false, waiting.since < pg_catalog.now() - interval '5 minutes',
         coalesce('not sealed since ' || pg_catalog.date_trunc('second', waiting.since), 'all sealed'),
         'Run a worker; or end the transaction that has been open for longest, in any database of the server, and '
           || 'prepared ones'
    from (
      select (
               select event.at
                 from rowseal_private.audit_events as event
                where (event.xid, event.id) > (mark.xid, mark.id)
                order by event.xid, event.id
                limit 1
             ) as since
        from rowseal_private.event_marks as mark
    ) as waiting;
end;

comment on function rowseal_private.checked_installation() is $$The lines of rowseal_audit.checks about what is
Rowseal's own.$$;

revoke execute on function rowseal_private.checked_installation() from public;
