create or replace function rowseal_private.crossing_keys(relation regclass, options jsonb)
  returns table (name text, child regclass, definition text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with family as (
    select member::oid as relid from rowseal_private.relation_family(crossing_keys.relation) as member
  ), protected as (
    select revealed.relid, revealed.options, attribute.attnum as workspace
      from (
        select family.relid, crossing_keys.options from family
        union all
        select policy.polrelid, rowseal_private.protection_of(policy.polrelid)
          from pg_catalog.pg_policy as policy
         where policy.polname = 'rowseal_guard' and policy.polrelid not in (select family.relid from family)
      ) as revealed (relid, options)
      left join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = revealed.relid and attribute.attname = revealed.options ->> 'workspace'
     where revealed.options -> 'shared' is distinct from 'true'
  )
  select foreign_key.conname::text, foreign_key.conrelid::pg_catalog.regclass,
         pg_catalog.pg_get_constraintdef(foreign_key.oid)
    from pg_catalog.pg_constraint as foreign_key
    join protected as child on child.relid = foreign_key.conrelid
    join protected as parent on parent.relid = foreign_key.confrelid
   cross join lateral (
     select pg_catalog.jsonb_agg(
              pg_catalog.jsonb_build_object('child', of_child.attname, 'parent', of_parent.attname) order by pair.place
            ) as columns,
            coalesce(pg_catalog.bool_or(pair.child = child.workspace and pair.parent = parent.workspace), false)
              as hold_the_workspace
       from unnest(foreign_key.conkey, foreign_key.confkey) with ordinality as pair (child, parent, place)
       join pg_catalog.pg_attribute as of_child
         on of_child.attrelid = foreign_key.conrelid and of_child.attnum = pair.child
       join pg_catalog.pg_attribute as of_parent
         on of_parent.attrelid = foreign_key.confrelid and of_parent.attnum = pair.parent
   ) as pairs
   where foreign_key.contype = 'f'
     and exists (select from family where family.relid in (foreign_key.conrelid, foreign_key.confrelid))
     and not pairs.hold_the_workspace
     -- By which a table without a workspace belongs to its parent's: the row rule asks for the parent's row.
     and not (
       child.workspace is null
       and rowseal_private.relation_named(child.options ->> 'parent') = foreign_key.confrelid
       and child.options -> 'parent_key' = pairs.columns
     )
     -- Of what a partition has of its parent, the parent's is named.
     and not exists (
       select from pg_catalog.pg_constraint as whole
         join protected as whole_child on whole_child.relid = whole.conrelid
         join protected as whole_parent on whole_parent.relid = whole.confrelid
        where whole.oid = foreign_key.conparentid
     );
end;

comment on function rowseal_private.crossing_keys(regclass, jsonb) is $$Foreign keys between this table, its partitions
and children, and another protected one that do not hold the workspace: a row of one workspace could refer to
another's, and tell that it is there. A shared table belongs to nobody, and a table without a workspace to its
parent's.$$;

revoke execute on function rowseal_private.crossing_keys(regclass, jsonb) from public;
