create or replace function rowseal_private.hmac_sha256(inner_pad bytea, outer_pad bytea, message bytea) returns bytea
  language sql immutable parallel safe
  return pg_catalog.sha256(hmac_sha256.outer_pad || pg_catalog.sha256(hmac_sha256.inner_pad || hmac_sha256.message));

comment on function rowseal_private.hmac_sha256(bytea, bytea, bytea) is
$$HMAC-SHA-256 of a message, 32 bytes, under a key given as K xor ipad and K xor opad (64 bytes each). No SET clause, so
that it is inlined into its callers on the hot path.
Source: RFC 2104.$$;

revoke execute on function rowseal_private.hmac_sha256(bytea, bytea, bytea) from public;
