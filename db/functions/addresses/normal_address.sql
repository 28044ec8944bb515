create or replace function rowseal_private.normal_address(address text) returns text
  language sql immutable parallel safe
  -- Its own collation: in a Turkish database lower('I') is no i, and in others what lies beyond ASCII has a lower case
  -- or has none.
  return pg_catalog.lower(normal_address.address collate pg_catalog."C");

comment on function rowseal_private.normal_address(text) is
$$An e-mail address as it is stored and compared: A to Z in lower case, whatever the locale of the database. Servers
send domains as A-labels, which SQL cannot make. No SET clause, so that it is inlined.
Source: RFC 5321 section 2.4, RFC 5890 section 2.3.2.1 (A-label).$$;

revoke execute on function rowseal_private.normal_address(text) from public;
