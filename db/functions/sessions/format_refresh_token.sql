create or replace function rowseal_private.format_refresh_token(
  inner_pad bytea, outer_pad bytea, user_id uuid, session_id uuid, generation integer, secret bytea
) returns text
  language sql immutable parallel safe
  return rowseal_private.format_token(
    'rsr_',
    pg_catalog.uuid_send(format_refresh_token.user_id) || pg_catalog.uuid_send(format_refresh_token.session_id)
    || pg_catalog.int4send(format_refresh_token.generation) || format_refresh_token.secret
    || rowseal_private.refresh_tag(
      format_refresh_token.inner_pad, format_refresh_token.outer_pad,
      pg_catalog.uuid_send(format_refresh_token.user_id) || pg_catalog.uuid_send(format_refresh_token.session_id)
      || pg_catalog.int4send(format_refresh_token.generation) || format_refresh_token.secret
    )
  );

comment on function rowseal_private.format_refresh_token(bytea, bytea, uuid, uuid, integer, bytea) is
  'A refresh token as text: user (16 bytes), session (16), generation (4), secret (32), tag (18), checksum (4).';

revoke execute on function rowseal_private.format_refresh_token(bytea, bytea, uuid, uuid, integer, bytea) from public;
