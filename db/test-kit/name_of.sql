create or replace function rowseal_test.name_of(relation regclass) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.format('%I.%I', namespace.nspname, class.relname)
    from pg_catalog.pg_class as class
    join pg_catalog.pg_namespace as namespace on namespace.oid = class.relnamespace
   where class.oid = name_of.relation;
end;

comment on function rowseal_test.name_of(regclass) is $$The name of a table with its schema, whatever the search path
is.$$;

revoke execute on function rowseal_test.name_of(regclass) from public;
grant execute on function rowseal_test.name_of(regclass) to rowseal_user;
