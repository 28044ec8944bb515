create or replace function rowseal_private.pkce_challenge(verifier_digest bytea) returns text
  language sql immutable parallel safe
  return rowseal_private.base64url(pkce_challenge.verifier_digest);

comment on function rowseal_private.pkce_challenge(bytea) is $$The S256 challenge of the verifier that has this SHA-256.
Source: RFC 7636 section 4.2.$$;

revoke execute on function rowseal_private.pkce_challenge(bytea) from public;
