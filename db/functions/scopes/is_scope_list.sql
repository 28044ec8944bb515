create or replace function rowseal.is_scope_list(scopes text[]) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (select pg_catalog.bool_and(rowseal.is_scope(scope)) and pg_catalog.count(*) = pg_catalog.count(distinct scope)
       from pg_catalog.unnest(is_scope_list.scopes) as scope),
    is_scope_list.scopes is not null
  );

comment on function rowseal.is_scope_list(text[]) is $$Whether an array contains only scopes, each once. An empty array
is a list; null is not. For CHECK constraints.$$;

revoke execute on function rowseal.is_scope_list(text[]) from public;
grant execute on function rowseal.is_scope_list(text[]) to rowseal_user;
