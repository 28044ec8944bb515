create or replace function rowseal_private.jwe_key(jwe text) returns text
  language sql immutable parallel safe
  -- Without an error, whatever is stored: one byte is one character of LATIN1.
  return case when pg_catalog.length(pg_catalog.split_part(jwe_key.jwe, '.', 1)) % 4 <> 1 then
    pg_catalog.substring(
      pg_catalog.convert_from(
        pg_catalog.decode(
          pg_catalog.rpad(
            pg_catalog.translate(pg_catalog.split_part(jwe_key.jwe, '.', 1), '-_', '+/'),
            (pg_catalog.length(pg_catalog.split_part(jwe_key.jwe, '.', 1)) + 3) / 4 * 4, '='
          ), 'base64'
        ), 'LATIN1'
      ), '"kid":"([A-Za-z0-9_-]+)"'
    )
  end;

comment on function rowseal_private.jwe_key(text) is
$$The id of the master key that a compact JWE of ours says to be encrypted under (kid). It says so openly, and is no
secret.
Returns: null where it names none, as those of earlier releases, or cannot be read.
Source: RFC 7516 section 4.1.6.$$;

revoke execute on function rowseal_private.jwe_key(text) from public;
