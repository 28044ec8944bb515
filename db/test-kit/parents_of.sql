create or replace function rowseal_test.parents_of(relation regclass, protection jsonb)
  returns table (parent regclass, child_columns text[], parent_columns text[])
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select foreign_key.confrelid::pg_catalog.regclass, pair.children, pair.parents
    from pg_catalog.pg_constraint as foreign_key
   cross join lateral (
     select pg_catalog.array_agg(child.attname::text) as children,
            pg_catalog.array_agg(parent.attname::text) as parents,
            pg_catalog.bool_and(child.attnotnull) as needed
       from unnest(foreign_key.conkey, foreign_key.confkey) as number (child, parent)
       join pg_catalog.pg_attribute as child
         on child.attrelid = foreign_key.conrelid and child.attnum = number.child
       join pg_catalog.pg_attribute as parent
         on parent.attrelid = foreign_key.confrelid and parent.attnum = number.parent
   ) as pair
   where foreign_key.contype = 'f'
     and foreign_key.conrelid = parents_of.relation
     and foreign_key.conparentid = 0
     and foreign_key.confrelid <> foreign_key.conrelid
     and foreign_key.confrelid not in (
       'rowseal.users'::pg_catalog.regclass, 'rowseal.workspaces'::pg_catalog.regclass)
     and (
       pair.needed
       or rowseal_test.name_of(foreign_key.confrelid) = parents_of.protection ->> 'parent'
     );
end;

comment on function rowseal_test.parents_of(regclass, jsonb) is $$The tables in which a row has to be for a row to be in
this one, with the columns that refer to them.$$;

revoke execute on function rowseal_test.parents_of(regclass, jsonb) from public;
grant execute on function rowseal_test.parents_of(regclass, jsonb) to rowseal_user;
