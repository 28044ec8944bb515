create or replace function rowseal_test.without_scope(expression text) returns text
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.regexp_replace(
           pg_catalog.regexp_replace(
             pg_catalog.regexp_replace(
               without_scope.expression,
               'rowseal\.(require_scope|workspace_with)\([^)]*\)', 'rowseal.workspace_id()', 'g'),
             'rowseal\.key_with\([^)]*\)', 'rowseal.workspace_key()', 'g'),
           'rowseal\.scope_gate\([^)]*\)', '1', 'g');
end;

comment on function rowseal_test.without_scope(text) is $$The expression of a gate, without the scope that it asks for:
the workspace entered, whatever may be done there.$$;

revoke execute on function rowseal_test.without_scope(text) from public;
