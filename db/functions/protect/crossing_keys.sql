create or replace function rowseal_private.crossing_keys(relation regclass, options jsonb)
  returns table (name text, child regclass, definition text)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  with protected as (
    select revealed.relid, attribute.attnum as workspace
      from (
        select crossing_keys.relation::oid, crossing_keys.options ->> 'workspace'
        union all
        select policy.polrelid, rowseal_private.protection_of(policy.polrelid) ->> 'workspace'
          from pg_catalog.pg_policy as policy
         where policy.polname = 'rowseal_guard' and policy.polrelid <> crossing_keys.relation
      ) as revealed (relid, workspace)
      join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = revealed.relid and attribute.attname = revealed.workspace
  )
  select foreign_key.conname::text, foreign_key.conrelid::pg_catalog.regclass,
         pg_catalog.pg_get_constraintdef(foreign_key.oid)
    from pg_catalog.pg_constraint as foreign_key
    join protected as child on child.relid = foreign_key.conrelid
    join protected as parent on parent.relid = foreign_key.confrelid
   where foreign_key.contype = 'f'
     and crossing_keys.relation in (foreign_key.conrelid, foreign_key.confrelid)
     and not exists (
       select from unnest(foreign_key.conkey, foreign_key.confkey) as pair (child, parent)
        where pair.child = child.workspace and pair.parent = parent.workspace
     );
end;

comment on function rowseal_private.crossing_keys(regclass, jsonb) is $$Foreign keys between this table and another
protected one that do not hold the workspace: a row of one workspace could refer to another's, and tell that it is
there.$$;

revoke execute on function rowseal_private.crossing_keys(regclass, jsonb) from public;
