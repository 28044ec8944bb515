create or replace function rowseal_test.relations_over(relation regclass) returns setof regclass
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with recursive over (id) as (
    select relations_over.relation::oid
    union
    select dependent.id
      from over
     cross join lateral (
       select inhrelid as id from pg_catalog.pg_inherits where inhparent = over.id
       union all
       select rewrite.ev_class
         from pg_catalog.pg_depend as depend
         join pg_catalog.pg_rewrite as rewrite on rewrite.oid = depend.objid
        where depend.refobjid = over.id
          and depend.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
          and depend.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
     ) as dependent
  )
  select over.id::pg_catalog.regclass
    from over
   where over.id = relations_over.relation
      or pg_catalog.has_any_column_privilege('rowseal_user', over.id, 'select, insert, update')
      or pg_catalog.has_table_privilege('rowseal_user', over.id, 'delete');
end;

comment on function rowseal_test.relations_over(regclass) is $$A table with those of its partitions, children, views
and materialised views that requests may use.$$;

revoke execute on function rowseal_test.relations_over(regclass) from public;
