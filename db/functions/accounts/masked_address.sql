create or replace function rowseal_private.masked_address(address text) returns text
  language sql immutable parallel safe
  return pg_catalog.regexp_replace(masked_address.address, '^(.).*@', '\1…@');

comment on function rowseal_private.masked_address(text) is
$$An e-mail address as somebody else is shown it, who may know it and is not to learn it: its first character and its
domain.$$;

revoke execute on function rowseal_private.masked_address(text) from public;
