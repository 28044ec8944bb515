create or replace function rowseal_private.wider_network(subject text) returns text
  language sql immutable parallel safe
  return case
    -- Neither an address nor an id looks like that.
    when wider_network.subject ~ '^[0-9a-f:]*::/64$'
      then pg_catalog.text(pg_catalog.network(pg_catalog.set_masklen(wider_network.subject::inet, 48)))
  end;

comment on function rowseal_private.wider_network(text) is
$$The /48 of a subject of attempts that is an IPv6 network (rowseal_private.network_of). Anybody who rents a server gets
a /48 for the asking: 65,536 networks, which must not count as many.
Returns: null for any other subject.$$;

revoke execute on function rowseal_private.wider_network(text) from public;
