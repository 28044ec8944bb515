create or replace function rowseal_private.purge_lag() returns interval
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_settings rowseal_private.settings;
  v_table record;
  v_due timestamptz;
  v_first timestamptz;
begin
  select * into strict v_settings from rowseal_private.settings;
  -- Each is the first entry of the index that the purge of that table goes by.
  select min(due.since)
    into v_first
    from (
      select min(expires_at) + v_settings.kept_after_end from rowseal_private.sessions
      union all select min(revoked_at) + v_settings.kept_after_end from rowseal_private.sessions
      union all select min(expires_at) from rowseal_private.former_addresses where secret_hash is not null
      union all select min(ended_at) + v_settings.audit_retention from rowseal_private.former_states
      union all
      select (
               select min(last_attempt_at) + limits.forgotten_after from rowseal_private.throttles as throttle
                where throttle.kind = limits.kind
             )
        from rowseal_private.throttle_limits as limits
    ) as due (since);
  for v_table in select * from rowseal_private.purged_tables() as purged loop
    execute format('select min(%s) + $1 from %s where %s', v_table.ends, v_table.relation, v_table.ended)
      into v_due using v_table.kept;
    v_first := least(v_first, v_due);
  end loop;
  return greatest(now() - v_first, interval '0');
end
$$;

comment on function rowseal_private.purge_lag() is $$How far the purge is behind: the time for which what is due first
has been due, zero where nothing is.
Caller: the worker, for the metric rowseal_purge_lag_seconds.$$;

revoke execute on function rowseal_private.purge_lag() from public;
grant execute on function rowseal_private.purge_lag() to rowseal_worker;
