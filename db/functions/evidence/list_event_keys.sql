create or replace function rowseal_private.list_event_keys()
  returns table (id text, public_jwk jsonb, private_jwe text, created_at timestamptz, first_batch bigint)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select key.id, key.public_jwk, key.private_jwe, key.created_at, key.first_batch
    from rowseal_private.event_keys as key
   order by key.first_batch desc;
end;

comment on function rowseal_private.list_event_keys() is
$$The keys that sign sealed audit events, private parts encrypted (compact JWE) under a master key that the database
never sees; null for keys that have signed all they had to. The newest first. first_batch is the number of the first
batch that it signs.
Source: RFC 7516.$$;

revoke execute on function rowseal_private.list_event_keys() from public;
grant execute on function rowseal_private.list_event_keys() to rowseal_worker;
