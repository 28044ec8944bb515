create or replace function rowseal_private.revealing_keys(relation regclass, options jsonb)
  returns table (name text, definition text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  -- A parent that shows not all rows of a workspace narrows its children down to the last of them.
  with recursive ancestor (protection) as (
    select rowseal_private.protection_of(rowseal_private.relation_named(revealing_keys.options ->> 'parent'))
    union
    select rowseal_private.protection_of(rowseal_private.relation_named(ancestor.protection ->> 'parent'))
      from ancestor
     where ancestor.protection ->> 'parent' is not null
  ),
  -- What a row must share with the statement's own for the statement to run into it by this key.
  needed as (
    select pg_catalog.array_agg(attribute.attnum) as columns
      from pg_catalog.pg_attribute as attribute
     where attribute.attrelid = revealing_keys.relation
       and (
         attribute.attname = revealing_keys.options ->> 'workspace'
         or attribute.attname = revealing_keys.options ->> 'owner'
            and revealing_keys.options -> 'owned' ? 'select'
         or exists (
              select from pg_catalog.jsonb_array_elements(revealing_keys.options -> 'parent_key') as pair
               where attribute.attname = pair ->> 'child'
            )
            and exists (
              select from ancestor
               where ancestor.protection -> 'owned' ? 'select' and ancestor.protection ->> 'owner' is not null
            )
       )
  )
  select class.relname::text, pg_catalog.pg_get_indexdef(index.indexrelid)
    from pg_catalog.pg_index as index
    join pg_catalog.pg_class as class on class.oid = index.indexrelid
   cross join needed
   where index.indrelid = revealing_keys.relation
     and index.indisunique
     and index.indimmediate
     and not (revealing_keys.options -> 'shared')::boolean
     and not coalesce((index.indkey::smallint[])[0:index.indnkeyatts - 1] @> needed.columns, false)
     and not exists (
       select from pg_catalog.unnest((index.indkey::smallint[])[0:index.indnkeyatts - 1]) as attnum
        where attnum > 0
          and pg_catalog.has_any_column_privilege('rowseal_user', index.indrelid, 'insert')
          and not pg_catalog.has_column_privilege('rowseal_user', index.indrelid, attnum, 'insert')
     );
end;

comment on function rowseal_private.revealing_keys(regclass, jsonb) is $$Unique indexes by which a request could run
into rows that its policies hide: INSERT … ON CONFLICT DO UPDATE evaluates its WHERE on the conflicting row before any
policy is asked. Safe are those that hold the workspace and whatever a narrower rule for reading compares, those with a
column that requests may not insert, and deferrable ones.$$;

revoke execute on function rowseal_private.revealing_keys(regclass, jsonb) from public;
