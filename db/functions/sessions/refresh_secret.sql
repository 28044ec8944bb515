create or replace function rowseal_private.refresh_secret(inner_pad bytea, outer_pad bytea, session_id uuid, generation integer, previous bytea)
  returns bytea
  language sql immutable parallel safe
  return rowseal_private.hmac_sha256(
    refresh_secret.inner_pad, refresh_secret.outer_pad,
    '\x726f777365616c20726566726573682031'::bytea || pg_catalog.uuid_send(refresh_secret.session_id)
    || pg_catalog.int4send(refresh_secret.generation) || refresh_secret.previous
  );

comment on function rowseal_private.refresh_secret(bytea, bytea, uuid, integer, bytea) is
  'The 32-byte secret of a generation, derived from the one before it under the label "rowseal refresh 1". Whoever presents the previous '
  'token again gets the identical successor, though only its hash is stored.';

revoke execute on function rowseal_private.refresh_secret(bytea, bytea, uuid, integer, bytea) from public;
