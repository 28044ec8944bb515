create or replace function rowseal_private.purge_devices(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_before constant timestamptz := now() - (
    select settings.known_device_lifetime from rowseal_private.settings as settings
  );
  v_purged integer;
begin
  delete from rowseal_private.devices
   where ctid = any (array(
     select due.ctid
       from rowseal_private.devices as due
      where coalesce(due.seen_at, due.created_at) < v_before
      order by coalesce(due.seen_at, due.created_at)
      limit purge_devices.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_devices(integer) is
$$Removes up to batch devices that their user has not logged in on for settings.known_device_lifetime.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_devices(integer) from public;
