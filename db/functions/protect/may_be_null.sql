create or replace function rowseal_private.may_be_null(relation oid, number smallint) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select not attribute.attnotnull
         or exists (
           select from pg_catalog.pg_constraint as not_null
            where not_null.conrelid = may_be_null.relation
              and not_null.contype = 'n'
              and not_null.conkey = array[may_be_null.number]
              and not not_null.convalidated
         )
    from pg_catalog.pg_attribute as attribute
   where attribute.attrelid = may_be_null.relation and attribute.attnum = may_be_null.number;
end;

comment on function rowseal_private.may_be_null(oid, smallint) is $$Whether rows may have no value in a column: from
PostgreSQL 18 on, those that were there before a NOT NULL that was not validated as well.$$;

revoke execute on function rowseal_private.may_be_null(oid, smallint) from public;
