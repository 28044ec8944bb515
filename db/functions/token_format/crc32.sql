-- PostgreSQL 18 brings crc32(); earlier servers compute it four bits at a time.
do $do$
begin
  if current_setting('server_version_num')::int >= 180000 then
    create or replace function rowseal_private.crc32(bytes bytea) returns bytea
      language sql immutable parallel safe
      return pg_catalog.substr(pg_catalog.int8send(pg_catalog.crc32(crc32.bytes)), 5);
  else
    create or replace function rowseal_private.crc32(bytes bytea) returns bytea
      language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
    as $$
    declare
      c_nibbles constant bigint[] := array[
        0, 498536548, 997073096, 651767980, 1994146192, 1802195444, 1303535960, 1342533948,
        3988292384, 4027552580, 3604390888, 3412177804, 2607071920, 2262029012, 2685067896, 3183342108
      ];
      v_crc bigint := 4294967295;
    begin
      if crc32.bytes is null then
        return null;
      end if;
      for i in 0 .. length(crc32.bytes) - 1 loop
        v_crc := v_crc # get_byte(crc32.bytes, i);
        v_crc := (v_crc >> 4) # c_nibbles[(v_crc & 15) + 1];
        v_crc := (v_crc >> 4) # c_nibbles[(v_crc & 15) + 1];
      end loop;
      return substr(int8send(v_crc # 4294967295), 5);
    end
    $$;
  end if;
end
$do$;

comment on function rowseal_private.crc32(bytea) is $$CRC-32, as in zip and PNG, 4 bytes. Finds typos and false alarms
of secret scanners; protects nothing.
Source: ISO 3309.$$;

revoke execute on function rowseal_private.crc32(bytea) from public;
