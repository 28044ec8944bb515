create or replace function rowseal_private.purge_known_networks(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_before constant timestamptz := now() - (
    select settings.known_network_lifetime from rowseal_private.settings as settings
  );
  v_purged integer;
begin
  delete from rowseal_private.known_networks
   where ctid = any (array(
     select due.ctid
       from rowseal_private.known_networks as due
      where due.seen_at < v_before
      order by due.seen_at
      limit purge_known_networks.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_known_networks(integer) is
$$Removes up to batch networks that their user has not logged in from for settings.known_network_lifetime.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_known_networks(integer) from public;
