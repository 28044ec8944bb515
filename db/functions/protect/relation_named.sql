create or replace function rowseal_private.relation_named(qualified text) returns regclass
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select class.oid::pg_catalog.regclass
    from pg_catalog.pg_class as class
    join pg_catalog.pg_namespace as namespace on namespace.oid = class.relnamespace
   where array[namespace.nspname::text, class.relname::text] = pg_catalog.parse_ident(relation_named.qualified);
end;

comment on function rowseal_private.relation_named(text) is $$The table with a qualified name, as the options of
rowseal.protect hold it. A cast to regclass asks for USAGE of the schema, which Rowseal's own role need not have.
Returns: null where there is none.$$;

revoke execute on function rowseal_private.relation_named(text) from public;
