create or replace function rowseal_private.has_checksum(prefix text, bytes bytea) returns boolean
  language sql immutable parallel safe
  return pg_catalog.substr(has_checksum.bytes, case has_checksum.prefix when 'rsr_' then 87 else 66 end)
    = rowseal_private.crc32(
        has_checksum.prefix::bytea
          || pg_catalog.substr(has_checksum.bytes, 1, case has_checksum.prefix when 'rsr_' then 86 else 65 end)
      );

comment on function rowseal_private.has_checksum(text, bytea) is
$$Whether the last four of the bytes of a token (rowseal_private.token_bytes) are the CRC-32 of its prefix and the bytes
before them; null for null. No SET clause, so that it is inlined into its callers.$$;

revoke execute on function rowseal_private.has_checksum(text, bytea) from public;
