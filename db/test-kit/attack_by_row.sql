create or replace function rowseal_test.attack_by_row(relation regclass, foreign_row jsonb) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.format(
           'insert into %1$s (%2$s) overriding system value select %3$s from jsonb_populate_record(null::%1$s, %4$L) '
           'as own',
           attack_by_row.relation, pg_catalog.string_agg(pg_catalog.quote_ident(name), ', '),
           pg_catalog.string_agg('own.' || pg_catalog.quote_ident(name), ', '), attack_by_row.foreign_row
         )
    from pg_catalog.unnest(rowseal_test.columns_for(attack_by_row.relation, 'INSERT')) as name
   where attack_by_row.foreign_row ? name
  having pg_catalog.count(*) > 0;
end;

comment on function rowseal_test.attack_by_row(regclass, jsonb) is $$The insertion of a row into a table, a partition or
a view, with the columns that requests may set; null where there are none.$$;

revoke execute on function rowseal_test.attack_by_row(regclass, jsonb) from public;
grant execute on function rowseal_test.attack_by_row(regclass, jsonb) to rowseal_user;
