-- PostgreSQL 18 brings uuidv7(); earlier servers get the same layout from core functions: 48 bits of milliseconds over
-- a random v4, with the version nibble turned from 4 (0100) to 7 (0111).
do $$
begin
  if current_setting('server_version_num')::int >= 180000 then
    create or replace function rowseal.uuidv7() returns uuid
      language sql volatile parallel safe
      return pg_catalog.uuidv7();
  else
    create or replace function rowseal.uuidv7() returns uuid
      language sql volatile parallel safe
      return pg_catalog.encode(
        pg_catalog.set_bit(
          pg_catalog.set_bit(
            pg_catalog.overlay(
              pg_catalog.uuid_send(pg_catalog.gen_random_uuid()),
              pg_catalog.substring(
                pg_catalog.int8send((extract(epoch from pg_catalog.clock_timestamp()) * 1000)::bigint), 3),
              1, 6
            ), 52, 1
          ), 53, 1
        ), 'hex'
      )::uuid;
  end if;
end
$$;

comment on function rowseal.uuidv7() is $$A new time-ordered id. Column default of every id; not a secret.
Source: RFC 9562 section 5.7.$$;

revoke execute on function rowseal.uuidv7() from public;
grant execute on function rowseal.uuidv7() to rowseal_user, rowseal_developer;
