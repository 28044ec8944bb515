create or replace function rowseal_private.random_bytes(length integer) returns bytea
  language sql volatile parallel safe
  return pg_catalog.substr(
    pg_catalog.sha512(
      pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
      || pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
      || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
    ), 1, random_bytes.length
  );

comment on function rowseal_private.random_bytes(integer) is
$$Up to 64 unpredictable bytes, without an extension: SHA-512 over five version 4 UUIDs, which have 610 bits of the
server's strong random source (pg_strong_random).$$;

revoke execute on function rowseal_private.random_bytes(integer) from public;
