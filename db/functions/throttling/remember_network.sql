create or replace function rowseal_private.remember_network(user_id uuid, ip inet) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Where no address is known, everybody might come from the same place.
  if remember_network.ip is not null then
    insert into rowseal_private.known_networks as known (user_id, network)
    values (remember_network.user_id, rowseal_private.network_of(remember_network.ip))
    on conflict on constraint known_networks_pkey do update
      set seen_at = excluded.seen_at
      where known.seen_at < now() - interval '1 day';
  end if;
end
$$;

comment on function rowseal_private.remember_network(uuid, inet) is
$$Remembers the network that a user has just logged in from as one of theirs, seen today.$$;

revoke execute on function rowseal_private.remember_network(uuid, inet) from public;
