create or replace function rowseal_test.columns_for(relation regclass, privilege text) returns text[]
  language sql stable parallel restricted set search_path = ''
begin atomic
  select coalesce(pg_catalog.array_agg(attribute.attname::text order by attribute.attnum), '{}')
    from pg_catalog.pg_attribute as attribute
   where attribute.attrelid = columns_for.relation
     and attribute.attnum > 0
     and not attribute.attisdropped
     and attribute.attgenerated = ''
     and pg_catalog.has_column_privilege(
       'rowseal_user', attribute.attrelid, attribute.attnum, columns_for.privilege);
end;

comment on function rowseal_test.columns_for(regclass, text) is $$The columns of a table on which requests have a
privilege: SELECT, INSERT or UPDATE.$$;

revoke execute on function rowseal_test.columns_for(regclass, text) from public;
grant execute on function rowseal_test.columns_for(regclass, text) to rowseal_user;
