create or replace function rowseal.list_scopes(after text default null, page_size integer default 100)
  returns table (name text, description text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select scope.name, scope.description
    from rowseal.scopes as scope
   where scope.name > coalesce(list_scopes.after, '')
   order by scope.name
   limit rowseal_private.page_size(list_scopes.page_size);
end;

comment on function rowseal.list_scopes(text, integer) is $$The catalogue of scopes, with what each lets somebody do, by
their names, a page at a time: after is the last one on the page before (null: the first page), page_size how many at
most, 1 to 1000. It is the same for everybody.$$;

revoke execute on function rowseal.list_scopes(text, integer) from public;
grant execute on function rowseal.list_scopes(text, integer) to rowseal_gateway;
