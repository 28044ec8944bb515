create or replace function rowseal_private.refresh_tag(
  inner_pad bytea, outer_pad bytea, user_id uuid, session_id uuid, generation integer, secret bytea
) returns bytea
  language sql immutable parallel safe
  return pg_catalog.substr(
    rowseal_private.hmac_sha256(
      refresh_tag.inner_pad, refresh_tag.outer_pad,
      '\x726f777365616c207265667265736820746167'::bytea || pg_catalog.uuid_send(refresh_tag.user_id)
      || pg_catalog.uuid_send(refresh_tag.session_id) || pg_catalog.int4send(refresh_tag.generation) || refresh_tag.secret
    ), 1, 18
  );

comment on function rowseal_private.refresh_tag(bytea, bytea, uuid, uuid, integer, bytea) is
  'The 18 bytes that prove a refresh token authentic whatever its age, under the label "rowseal refresh tag": an old generation''s hash is no '
  'longer stored.';

revoke execute on function rowseal_private.refresh_tag(bytea, bytea, uuid, uuid, integer, bytea) from public;
