create or replace function rowseal_private.pkce_challenge(verifier text) returns text
  language sql immutable parallel safe
  return case when pkce_challenge.verifier ~ '^[A-Za-z0-9._~-]{43,128}$' then
    pg_catalog.rtrim(pg_catalog.translate(
      pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pkce_challenge.verifier, 'UTF8')), 'base64'), '+/', '-_'
    ), '=')
  end;

comment on function rowseal_private.pkce_challenge(text) is
  'The S256 challenge of a verifier (RFC 7636 section 4.2); null for what is no verifier.';

revoke execute on function rowseal_private.pkce_challenge(text) from public;
