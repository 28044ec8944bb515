create or replace function rowseal_private.is_known_network(user_id uuid, ip inet) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return exists (
    select from rowseal_private.known_networks as known
     where known.user_id = is_known_network.user_id
       and known.network = rowseal_private.network_of(is_known_network.ip)
  );

comment on function rowseal_private.is_known_network(uuid, inet) is
$$Whether a user has logged in from this network before.
Returns: never null.$$;

revoke execute on function rowseal_private.is_known_network(uuid, inet) from public;
