create or replace function rowseal_private.findings_in_keys() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with protected as (
    select * from rowseal_private.protected_relations() as relation where relation.options is not null
  )
  select 'key_reveals', 'high', protected.name || ' ' || key.name,
         'INSERT … ON CONFLICT DO UPDATE shows rows of others through this unique index, before any policy.',
         case constraint_of.contype
           when 'p' then pg_catalog.format(
             'alter table %s drop constraint %I, add constraint %2$I primary key (%s)', protected.name, key.name,
             pg_catalog.concat_ws(
               ', ', pg_catalog.quote_ident(protected.options ->> 'workspace'),
               case when protected.options -> 'owned' ? 'select'
                 then pg_catalog.quote_ident(protected.options ->> 'owner') end,
               (
                 select pg_catalog.string_agg(pg_catalog.quote_ident(attribute.attname), ', ' order by place)
                   from pg_catalog.unnest(constraint_of.conkey) with ordinality as part (number, place)
                   join pg_catalog.pg_attribute as attribute
                     on attribute.attrelid = protected.relation and attribute.attnum = part.number
                  where attribute.attname not in (
                    coalesce(protected.options ->> 'workspace', ''),
                    case when protected.options -> 'owned' ? 'select'
                      then coalesce(protected.options ->> 'owner', '') else '' end)
               )))
           when 'u' then pg_catalog.format(
             'alter table %s drop constraint %I, add constraint %2$I %s deferrable', protected.name, key.name,
             pg_catalog.pg_get_constraintdef(constraint_of.oid))
           else pg_catalog.format('drop index %s', index.oid::pg_catalog.regclass)
         end,
         'owner', key.definition
    from protected
   cross join lateral rowseal_private.revealing_keys(protected.relation, protected.options) as key
    join pg_catalog.pg_index as found on found.indrelid = protected.relation
    join pg_catalog.pg_class as index on index.oid = found.indexrelid and index.relname = key.name
    left join pg_catalog.pg_constraint as constraint_of
      on constraint_of.conindid = index.oid and constraint_of.contype in ('p', 'u')
   where not protected.options -> 'allow' ? ('key:' || key.name)
     and not index.relispartition
  union all
  select 'key_crosses', 'high', protected.name || ' ' || key.name,
         'The foreign key does not hold the workspace: a row may refer to one of another workspace, '
         'and tell that it exists.',
         pg_catalog.format('alter table %s drop constraint %I', protected.name, key.name), 'owner', key.definition
    from protected
   cross join lateral rowseal_private.crossing_keys(protected.relation, protected.options) as key
   where key.child = protected.relation
     and not protected.options -> 'allow' ? ('foreign_key:' || key.name);
end;

comment on function rowseal_private.findings_in_keys() is
$$Findings in keys of protected tables: those that show rows which policies hide, and those that cross workspaces.$$;

revoke execute on function rowseal_private.findings_in_keys() from public;
