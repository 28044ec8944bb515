create or replace function rowseal_private.authentication_claims(kinds text[], authenticated_at timestamptz)
  returns jsonb
  language sql immutable parallel safe
  return pg_catalog.jsonb_build_object(
    'auth_time', pg_catalog.floor(extract(epoch from authentication_claims.authenticated_at))::bigint
  ) || rowseal_private.authentication_methods(authentication_claims.kinds);

comment on function rowseal_private.authentication_claims(text[], timestamptz) is $$How and when somebody proved who
they are, as clients are told it: auth_time, and rowseal_private.authentication_methods.
Source: OpenID Connect Core section 2, RFC 9068 section 2.2.1.$$;

revoke execute on function rowseal_private.authentication_claims(text[], timestamptz) from public;
