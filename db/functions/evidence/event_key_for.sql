create or replace function rowseal_private.event_key_for(batch bigint) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select key.id from rowseal_private.event_keys as key
   where key.first_batch <= event_key_for.batch
   order by key.first_batch desc limit 1;
end;

comment on function rowseal_private.event_key_for(bigint) is
$$The key that signs a batch of sealed audit events, by its number.
Returns: its id; null where there is no key yet.$$;

revoke execute on function rowseal_private.event_key_for(bigint) from public;
