create or replace function rowseal_private.base64url(bytes bytea) returns text
  language sql immutable parallel safe
  -- replace() is several times as fast as translate(), which takes a text apart by characters.
  return pg_catalog.rtrim(
    pg_catalog.replace(
      pg_catalog.replace(pg_catalog.replace(pg_catalog.encode(base64url.bytes, 'base64'), E'\n', ''), '+', '-'),
      '/', '_'
    ), '='
  );

comment on function rowseal_private.base64url(bytea) is $$Bytes as base64url without padding. No SET clause, so that it
is inlined into its callers: a function in SQL that is not is a query, whose parameters auto_explain may log.
Source: RFC 4648 section 5.$$;

revoke execute on function rowseal_private.base64url(bytea) from public;
