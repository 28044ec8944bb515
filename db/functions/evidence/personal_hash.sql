create or replace function rowseal_private.personal_hash(salt bytea, value jsonb) returns text
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  return 'sha256:' || encode(
    sha256(personal_hash.salt || convert_to(rowseal_private.canonical_json(personal_hash.value), 'UTF8')), 'hex'
  );

comment on function rowseal_private.personal_hash(bytea, jsonb) is
$$What stands for a personal value in the line of an audit event: the SHA-256 of the salt of the event and the value as
canonical JSON.$$;

revoke execute on function rowseal_private.personal_hash(bytea, jsonb) from public;
