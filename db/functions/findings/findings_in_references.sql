create or replace function rowseal_private.findings_in_references() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'reference_blocks', 'low', named.child || ' ' || reference.conname,
         pg_catalog.format('Nobody deletes a row of %s while a row refers to it.', named.parent),
         pg_catalog.format(
           'alter table %s drop constraint %I, add constraint %2$I %s', named.child, reference.conname,
           regexp_replace(
             regexp_replace(
               named.definition, ' ON DELETE (RESTRICT|CASCADE|SET (NULL|DEFAULT)( \([^)]*\))?)', ''),
             ' REFERENCES [^ ]+\([^)]+\)( MATCH [A-Z]+)?',
             '\& ON DELETE ' || case when emptied.may_be then 'SET NULL' else 'CASCADE' end)),
         'owner', named.definition
    from pg_catalog.pg_constraint as reference
    join pg_catalog.pg_class as class on class.oid = reference.conrelid
   cross join lateral (
     select class.oid::pg_catalog.regclass::text as child, reference.confrelid::pg_catalog.regclass::text as parent,
            pg_catalog.pg_get_constraintdef(reference.oid) as definition
   ) as named
   cross join lateral (
     select pg_catalog.bool_and(not attribute.attnotnull) as may_be
       from pg_catalog.pg_attribute as attribute
      where attribute.attrelid = reference.conrelid
        and attribute.attnum = any (coalesce(reference.confdelsetcols, reference.conkey))
   ) as emptied
   where reference.contype = 'f'
     and reference.conparentid = 0
     and reference.confrelid in ('rowseal.users'::regclass, 'rowseal.workspaces'::regclass)
     and reference.confdeltype <> 'c'
     and not (reference.confdeltype = 'n' and emptied.may_be)
     and class.relnamespace in (
       select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
   union all
  select 'reference_casts', 'high', reference.conrelid::pg_catalog.regclass::text || ' ' || reference.conname,
         'PostgreSQL checks it as rowseal_owner, and with it a cast from ' || type.oid::pg_catalog.regtype::text
           || ' to uuid, which is code of whoever defined it.',
         pg_catalog.format('alter table %s drop constraint %I',
                           reference.conrelid::pg_catalog.regclass, reference.conname),
         'owner', pg_catalog.pg_get_constraintdef(reference.oid)
    from pg_catalog.pg_constraint as reference
    join pg_catalog.pg_attribute as attribute
      on attribute.attrelid = reference.conrelid and attribute.attnum = any (reference.conkey)
    join pg_catalog.pg_type as type on type.oid = attribute.atttypid
   where reference.contype = 'f'
     and reference.conparentid = 0
     and reference.confrelid in ('rowseal.users'::regclass, 'rowseal.workspaces'::regclass)
     and 'uuid'::pg_catalog.regtype not in (type.oid, type.typbasetype);
end;

comment on function rowseal_private.findings_in_references() is
$$Findings in foreign keys of applications to users and workspaces: those by which a row keeps what it refers to from
being deleted, and those that compare by a cast.$$;

revoke execute on function rowseal_private.findings_in_references() from public;
