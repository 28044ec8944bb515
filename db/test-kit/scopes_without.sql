create or replace function rowseal_test.scopes_without(scope text) returns text[]
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.array_agg(known.name order by known.name) from rowseal.scopes as known
   where known.name is distinct from scopes_without.scope;
end;

comment on function rowseal_test.scopes_without(text) is $$Every scope there is, but for one.$$;

revoke execute on function rowseal_test.scopes_without(text) from public;
