create or replace function rowseal_private.list_event_keys()
  returns table (id text, public_jwk jsonb, private_jwe text, created_at timestamptz)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select key.id, key.public_jwk, key.private_jwe, key.created_at
    from rowseal_private.event_keys as key
   order by key.created_at desc, key.id;
end;

comment on function rowseal_private.list_event_keys() is
$$The keys that sign sealed audit events, private parts encrypted (compact JWE) under a master key that the database
never sees. The first signs.
Source: RFC 7516.$$;

revoke execute on function rowseal_private.list_event_keys() from public;
grant execute on function rowseal_private.list_event_keys() to rowseal_worker;
