create or replace function rowseal_private.network_of(ip inet) returns text
  language sql immutable parallel safe
  return coalesce(
    pg_catalog.text(pg_catalog.network(
      pg_catalog.set_masklen(network_of.ip, case pg_catalog.family(network_of.ip) when 4 then 24 else 64 end))), '-'
  );

comment on function rowseal_private.network_of(inet) is $$The network that attempts are counted by: /24 of an IPv4
address, /64 of an IPv6 address, - where the address is not known.
Returns: never null.$$;

revoke execute on function rowseal_private.network_of(inet) from public;
