create or replace function rowseal_private.operating_figures()
  returns table (figure text, label text, value double precision)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'audit_partitions_ahead_seconds', null::text,
         extract(epoch from pg_catalog.timezone(
           'UTC', pg_catalog.to_date(max(pg_catalog.right(partition.relname, 6)), 'YYYYMM') + interval '1 month'
         ) - pg_catalog.now())::double precision
    from pg_catalog.pg_inherits as inherited
    join pg_catalog.pg_class as partition on partition.oid = inherited.inhrelid
   where inherited.inhparent = 'rowseal_private.audit_events'::regclass
  union all
  select 'signing_key_age_seconds', key.algorithm,
         extract(epoch from pg_catalog.now() - key.state_changed_at)::double precision
    from rowseal_private.signing_keys as key
   where key.state = 'current'
  union all
  select 'seal_key_age_seconds', null, extract(epoch from pg_catalog.now() - max(key.created_at))::double precision
    from rowseal_private.seal_keys as key
   where key.retires_at is null
  union all
  select 'event_key_age_seconds', null, extract(epoch from pg_catalog.now() - max(key.created_at))::double precision
    from rowseal_private.event_keys as key
  having max(key.created_at) is not null
  union all
  (
    select 'oldest_transaction_id', null, holder.transactionid::text::double precision
      from pg_catalog.pg_locks as holder
     where holder.locktype = 'transactionid' and holder.mode = 'ExclusiveLock' and holder.granted
     order by pg_catalog.age(holder.transactionid) desc
     limit 1
  )
  union all
  select 'replication_slot_retained_bytes', slot.slot_name::text,
         pg_catalog.pg_wal_lsn_diff(
           case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
             else pg_catalog.pg_current_wal_lsn() end,
           slot.restart_lsn
         )::double precision
    from pg_catalog.pg_replication_slots as slot
   where slot.restart_lsn is not null
  union all
  select 'hook_failures', failed.name, pg_catalog.count(*)::double precision
    from rowseal_private.hook_failures as failed
   group by failed.name
  union all
  select 'slow_hook_calls', slow.name, pg_catalog.count(*)::double precision
    from rowseal_private.slow_hooks as slow
   group by slow.name
  union all
  select 'oldest_xid_age', null, max(pg_catalog.age(database.datfrozenxid))::double precision
    from pg_catalog.pg_database as database;
end;

comment on function rowseal_private.operating_figures() is $$What an operator watches of the database, a number a
row: how far partitions of audit events reach ahead, ages of keys, the id of the oldest transaction that writes (no row:
there is none; its age is how long this row has been the same), what replication slots retain, hooks that have failed
and wait, calls of hooks over 100 ms within a day, and the age of the oldest id of a transaction, which autovacuum keeps
far below two billion. label: the algorithm, the slot or the hook; null: there is one.
Caller: the worker, for its metrics.$$;

revoke execute on function rowseal_private.operating_figures() from public;
grant execute on function rowseal_private.operating_figures() to rowseal_worker;
