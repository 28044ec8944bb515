create or replace function rowseal_private.is_new_network(user_id uuid, ip inet) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return is_new_network.ip is not null
    and not rowseal_private.is_known_network(is_new_network.user_id, is_new_network.ip)
    and exists (select from rowseal_private.known_networks as known where known.user_id = is_new_network.user_id);

comment on function rowseal_private.is_new_network(uuid, inet) is
$$Whether a user has logged in before, and never from this network: worth telling them. Not where no address is known.
Returns: never null.$$;

revoke execute on function rowseal_private.is_new_network(uuid, inet) from public;
