create or replace function rowseal_private.uuid_at(bytes bytea, start integer) returns uuid
  language sql immutable parallel safe
  return pg_catalog.encode(pg_catalog.substr(uuid_at.bytes, uuid_at.start, 16), 'hex')::uuid;

comment on function rowseal_private.uuid_at(bytea, integer) is
$$The id in the 16 bytes from a position on (the first is 1). No SET clause, so that it is inlined into its callers.$$;

revoke execute on function rowseal_private.uuid_at(bytea, integer) from public;
