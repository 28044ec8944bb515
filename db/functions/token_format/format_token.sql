create or replace function rowseal_private.format_token(prefix text, payload bytea) returns text
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
begin
  -- No query, whose parameters auto_explain may log: expressions of plpgsql are none, and a function in SQL is one
  -- where it is not inlined.
  return format_token.prefix
    || rowseal_private.base64url(
      format_token.payload || rowseal_private.crc32(format_token.prefix::bytea || format_token.payload));
end
$$;

comment on function rowseal_private.format_token(text, bytea) is
$$A token as text: prefix, then base64url of the payload and the CRC-32 of prefix and payload. The length of the payload
makes it, with the checksum, a multiple of 3, so that there is no padding and only one way to write it.
Source: RFC 4648 section 5.$$;

revoke execute on function rowseal_private.format_token(text, bytea) from public;
