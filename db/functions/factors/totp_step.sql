create or replace function rowseal_private.totp_step() returns bigint
  language sql volatile parallel restricted
  return pg_catalog.floor(extract(epoch from pg_catalog.clock_timestamp()) / 30)::bigint;

comment on function rowseal_private.totp_step() is $$The step of time that codes are made of now: of 30 seconds each,
since 1970.
Source: RFC 6238 section 4.2.$$;

revoke execute on function rowseal_private.totp_step() from public;
