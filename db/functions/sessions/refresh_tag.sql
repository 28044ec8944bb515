create or replace function rowseal_private.refresh_tag(inner_pad bytea, outer_pad bytea, body bytea) returns bytea
  language sql immutable parallel safe
  return pg_catalog.substr(
    rowseal_private.hmac_sha256(
      refresh_tag.inner_pad, refresh_tag.outer_pad, '\x726f777365616c207265667265736820746167'::bytea || refresh_tag.body
    ), 1, 18
  );

comment on function rowseal_private.refresh_tag(bytea, bytea, bytea) is
  'The 18 bytes that prove a refresh token authentic whatever its age, under the label "rowseal refresh tag": an old generation''s hash is no '
  'longer stored. The body is what stands before the tag: user (16 bytes), session (16), generation (4), secret (32). No SET clause, so that it is '
  'inlined into its callers.';

revoke execute on function rowseal_private.refresh_tag(bytea, bytea, bytea) from public;
