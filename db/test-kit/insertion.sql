create or replace function rowseal_test.insertion(relation regclass, row_values jsonb) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select case
           when pg_catalog.count(*) = 0 then pg_catalog.format('insert into %s default values', insertion.relation)
           else pg_catalog.format(
             'insert into %s (%s) values (%s)', insertion.relation,
             pg_catalog.string_agg(pg_catalog.quote_ident(pair.key), ', '), pg_catalog.string_agg(pair.value, ', '))
         end
    from pg_catalog.jsonb_each_text(insertion.row_values) as pair;
end;

comment on function rowseal_test.insertion(regclass, jsonb) is $$The statement that inserts a row of
rowseal_test.values_for_row.$$;

revoke execute on function rowseal_test.insertion(regclass, jsonb) from public;
grant execute on function rowseal_test.insertion(regclass, jsonb) to rowseal_user;
