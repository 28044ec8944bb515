create or replace function rowseal_private.findings_in_sealing() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'sealing_held_up', 'medium', pg_catalog.format('transaction of process %s', holder.pid),
         pg_catalog.format('An open transaction has kept audit events from being sealed since %s.',
           pg_catalog.to_char(waiting.at, 'YYYY-MM-DD HH24:MI TZ')),
         pg_catalog.format('select pg_catalog.pg_terminate_backend(%s)', holder.pid),
         rowseal_private.run_by_superuser(), null
    from (
      select event.at, event.xid
        from rowseal_private.audit_events as event
       cross join rowseal_private.event_marks as mark
       where (event.xid, event.id) > (mark.xid, mark.id)
         and event.xid >= pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
       order by event.xid, event.id
       limit 1
    ) as waiting
    join pg_catalog.pg_locks as holder
      on holder.locktype = 'transactionid' and holder.mode = 'ExclusiveLock' and holder.granted
     and holder.pid <> pg_catalog.pg_backend_pid()
   where waiting.at < pg_catalog.now() - interval '5 minutes'
     and pg_catalog.age(holder.transactionid) >= pg_catalog.age(waiting.xid::xid);
end;

comment on function rowseal_private.findings_in_sealing() is
$$Findings in the sealing of audit events: transactions, of any database of the cluster, that have been open for longer
than five minutes while an event waits for their end. Those that are prepared are findings of their own.$$;

revoke execute on function rowseal_private.findings_in_sealing() from public;
