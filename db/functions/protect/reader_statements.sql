create or replace function rowseal_private.reader_statements(relation regclass) returns setof text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'revoke all on ' || reader_statements.relation || ' from rowseal_reader'
   where pg_catalog.has_any_column_privilege('rowseal_reader', reader_statements.relation, 'select')
  union all
  select case when pg_catalog.has_table_privilege('rowseal_user', reader_statements.relation, 'select')
           then pg_catalog.format('grant select on %s to rowseal_reader', reader_statements.relation)
           else pg_catalog.format(
             'grant select (%s) on %s to rowseal_reader',
             pg_catalog.string_agg(pg_catalog.quote_ident(attribute.attname), ', ' order by attribute.attnum),
             reader_statements.relation)
         end
    from pg_catalog.pg_attribute as attribute
   where attribute.attrelid = reader_statements.relation
     and attribute.attnum > 0
     and not attribute.attisdropped
     and pg_catalog.has_column_privilege('rowseal_user', attribute.attrelid, attribute.attnum, 'select')
  having pg_catalog.count(*) > 0;
end;

comment on function rowseal_private.reader_statements(regclass) is $$The statements that let rowseal_reader read the
columns that rowseal_user may read.$$;

revoke execute on function rowseal_private.reader_statements(regclass) from public;
