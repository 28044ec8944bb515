create or replace function rowseal_private.holders_of_secrets(relation oid, secret jsonb)
  returns table (holder oid, number smallint, key text, object text, command text, target integer)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with named as (
    select attribute.attnum
      from pg_catalog.pg_attribute as attribute
     where attribute.attrelid = holders_of_secrets.relation
       and attribute.attnum > 0
       and not attribute.attisdropped
       and holders_of_secrets.secret ? attribute.attname
  ), told as (
    select named.attnum from named
    union
    -- What is computed of it and stored.
    select computed.adnum
      from pg_catalog.pg_attrdef as computed
      join pg_catalog.pg_depend as uses
        on uses.classid = 'pg_catalog.pg_attrdef'::regclass and uses.objid = computed.oid
      join named on uses.refobjid = computed.adrelid and uses.refobjsubid = named.attnum
     where computed.adrelid = holders_of_secrets.relation
  )
  select attribute.attrelid, attribute.attnum, attribute.attname::text,
         pg_catalog.format('%s %s', attribute.attrelid::pg_catalog.regclass, attribute.attname),
         pg_catalog.format(
           'alter table %s alter column %I set statistics', attribute.attrelid::pg_catalog.regclass, attribute.attname),
         coalesce(attribute.attstattarget, -1)::integer
    from told
    join pg_catalog.pg_attribute as attribute
      on attribute.attrelid = holders_of_secrets.relation and attribute.attnum = told.attnum
     and attribute.attgenerated <> 'v'
  union all
  -- Expressions of an index have statistics of their own.
  select attribute.attrelid, attribute.attnum,
         pg_catalog.format('%s %s', attribute.attrelid::pg_catalog.regclass, attribute.attnum),
         pg_catalog.format('%s %s', attribute.attrelid::pg_catalog.regclass, attribute.attname),
         pg_catalog.format(
           'alter index %s alter column %s set statistics', attribute.attrelid::pg_catalog.regclass, attribute.attnum),
         coalesce(attribute.attstattarget, -1)::integer
    from pg_catalog.pg_index as index
    join pg_catalog.pg_class as class on class.oid = index.indexrelid and class.relkind = 'i'
    join pg_catalog.pg_attribute as attribute on attribute.attrelid = index.indexrelid and attribute.attnum > 0
   where index.indrelid = holders_of_secrets.relation
     and (index.indkey::smallint[])[attribute.attnum - 1] = 0
     and exists (
       select from pg_catalog.pg_depend as uses
         join told on uses.refobjsubid = told.attnum
        where uses.classid = 'pg_catalog.pg_class'::regclass and uses.objid = index.indexrelid
          and uses.refobjid = index.indrelid
     );
end;

comment on function rowseal_private.holders_of_secrets(oid, jsonb) is
$$Where ANALYZE would gather the values of secret columns of a table: the columns, those that are computed of them and
stored, and the expressions of indexes over them. Extended statistics: rowseal_private.statistics_of_secrets.
Returns: key, by which rowseal_private.before_protection records the target; object, as findings name it; command, up to
the target.$$;

revoke execute on function rowseal_private.holders_of_secrets(oid, jsonb) from public;
