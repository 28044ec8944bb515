create or replace function rowseal_private.principal_id(pepper bytea, credential_id uuid) returns text
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  return 'rs-' || substr(
    encode(sha256('rowseal principal'::bytea || principal_id.pepper || uuid_send(principal_id.credential_id)), 'hex'),
    1, 24
  );

comment on function rowseal_private.principal_id(bytea, uuid) is
$$An opaque id of 27 characters for a session, a personal access token or a key of a service, under the pepper of the
settings: the same each time, and of no use to anybody who can read it, as every session of the login role can.$$;

revoke execute on function rowseal_private.principal_id(bytea, uuid) from public;
