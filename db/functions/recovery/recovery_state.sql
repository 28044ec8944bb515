create or replace function rowseal.recovery_state() returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_state constant text := rowseal_private.place_state();
  v_settings rowseal_private.settings;
begin
  select * into strict v_settings from rowseal_private.settings;
  if v_state in ('known', 'standby') and not v_settings.recovery_needed then
    -- Written where it is asked for alone, by one of many servers.
    if v_state = 'known' and v_settings.promotion_grace > interval '0'
       and current_setting('transaction_read_only') = 'off'
    then
      update rowseal_private.known_place as known set seen_at = clock_timestamp()
       where known.singleton in (
         select due.singleton from rowseal_private.known_place as due
          where due.seen_at < clock_timestamp() - interval '5 seconds'
            for update skip locked
       );
    end if;
    return 'served';
  end if;
  if v_state = 'promoted' and not v_settings.recovery_needed and current_setting('transaction_read_only') = 'off' then
    perform rowseal_private.acknowledge_place('promoted');
    return 'served';
  end if;
  perform rowseal_private.need_recovery();
  return 'recovery_needed';
end
$$;

comment on function rowseal.recovery_state() is
$$Whether the database may be served from: it is where it was when nothing was known to be lost. A restore, a copy from
a dump, and a promotion put it elsewhere; commits may be missing there, and what was revoked by them is live again. Who
finds that first has nobody enter from the commit on (settings.recovery_needed).
Caller: servers, at each connection and every 0.9 s; the worker.
Returns: served; recovery_needed: until rowseal_audit.recover or rowseal_audit.nothing_lost.$$;

revoke execute on function rowseal.recovery_state() from public;
grant execute on function rowseal.recovery_state() to rowseal_gateway, rowseal_issuer, rowseal_worker;
