create or replace function rowseal_test.columns_for(relation regclass, privilege text) returns text[]
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  -- In plpgsql for its cached plan: it is called again and again.
  return array(
    select attribute.attname::text
      from pg_catalog.pg_attribute as attribute
     where attribute.attrelid = columns_for.relation
       and attribute.attnum > 0
       and not attribute.attisdropped
       and attribute.attgenerated = ''
       -- INSERT may override a column that is generated always as identity, UPDATE may not.
       and (columns_for.privilege <> 'UPDATE' or attribute.attidentity <> 'a')
       and pg_catalog.has_column_privilege(
         'rowseal_user', attribute.attrelid, attribute.attnum, columns_for.privilege)
     order by attribute.attnum
  );
end
$$;

comment on function rowseal_test.columns_for(regclass, text) is $$The columns of a table on which requests have a
privilege: SELECT, INSERT or UPDATE.$$;

revoke execute on function rowseal_test.columns_for(regclass, text) from public;
grant execute on function rowseal_test.columns_for(regclass, text) to rowseal_user;
