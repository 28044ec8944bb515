create or replace function rowseal_test.values_for_row(
  relation regclass, protection jsonb, workspace uuid, tenant text, author uuid, privileged boolean
) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  with attributes as (
    select attribute.attname::text as name, attribute.atttypid, attribute.atttypmod,
           attribute.attnotnull or type.typnotnull as needed,
           attribute.atthasdef as has_default,
           (
             select foreign_key.confrelid::pg_catalog.regclass::text from pg_catalog.pg_constraint as foreign_key
              where foreign_key.conrelid = attribute.attrelid
                and foreign_key.contype = 'f' and foreign_key.conkey = array[attribute.attnum]
              limit 1
           ) as referred
      from pg_catalog.pg_attribute as attribute
      join pg_catalog.pg_type as type on type.oid = attribute.atttypid
     where attribute.attrelid = values_for_row.relation
       and attribute.attnum > 0
       and not attribute.attisdropped
       and attribute.attgenerated = ''
       and attribute.attidentity = ''
       and (
         values_for_row.privileged
         or pg_catalog.has_column_privilege('rowseal_user', attribute.attrelid, attribute.attnum, 'insert')
       )
  ), chosen as (
    select attributes.name,
           case
             when given.expression is not null then given.expression
             when attributes.name = values_for_row.protection ->> 'workspace'
               then pg_catalog.quote_literal(values_for_row.tenant)
             when attributes.name = values_for_row.protection ->> 'owner' or attributes.referred = 'rowseal.users'
               then pg_catalog.quote_literal(values_for_row.author)
             when attributes.referred = 'rowseal.workspaces'
               then pg_catalog.quote_literal(values_for_row.workspace)
             when attributes.needed and not attributes.has_default
               then rowseal_test.value_for(attributes.atttypid, attributes.atttypmod)
           end as expression
      from attributes
      left join rowseal_test.given
        on given.relation = rowseal_test.name_of(values_for_row.relation) and given.attribute = attributes.name
  )
  select coalesce(pg_catalog.jsonb_object_agg(chosen.name, chosen.expression), '{}')
    from chosen where chosen.expression is not null;
end;

comment on function rowseal_test.values_for_row(regclass, jsonb, uuid, text, uuid, boolean) is
$$What a row of a table holds in the columns that have no default, and in those that say whose it is: SQL for each.
protection: that of the table. privileged: columns that requests may not insert, too.$$;

revoke execute on function rowseal_test.values_for_row(regclass, jsonb, uuid, text, uuid, boolean) from public;
grant execute on function rowseal_test.values_for_row(regclass, jsonb, uuid, text, uuid, boolean) to rowseal_user;
