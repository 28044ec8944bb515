create or replace function rowseal_private.present_privileges() returns table (object text, definition text, undo text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with schema as (
    select oid, nspname, nspowner, nspacl from pg_catalog.pg_namespace
     where nspname in ('rowseal', 'rowseal_private', 'rowseal_audit')
  ),
  relation as (
    select class.* from pg_catalog.pg_class as class
      join schema on schema.oid = class.relnamespace
     -- Partitions of events come and go.
     where class.relkind in ('r', 'p', 'v') and not class.relispartition
  ),
  target (name, columns, owner, acl) as (
    select 'schema ' || pg_catalog.quote_ident(schema.nspname), '', schema.nspowner, schema.nspacl from schema
    union all
    select 'function ' || made.oid::pg_catalog.regprocedure, '', made.proowner,
           coalesce(made.proacl, pg_catalog.acldefault('f', made.proowner))
      from pg_catalog.pg_proc as made
      join schema on schema.oid = made.pronamespace
    union all
    select relation.oid::pg_catalog.regclass::text, '', relation.relowner, relation.relacl from relation
    union all
    select relation.oid::pg_catalog.regclass::text, ' (' || pg_catalog.quote_ident(attribute.attname) || ')',
           relation.relowner, attribute.attacl
      from relation
      join pg_catalog.pg_attribute as attribute on attribute.attrelid = relation.oid and attribute.attacl is not null
  )
  select pg_catalog.format('%s%s on %s to %s', privilege.type, target.columns, target.name, privilege.grantee),
         pg_catalog.format('grant %s%s on %s to %s', privilege.type, target.columns, target.name, privilege.grantee),
         pg_catalog.format('revoke %s%s on %s from %s', privilege.type, target.columns, target.name, privilege.grantee)
    from target
   cross join lateral (
     select pg_catalog.lower(item.privilege_type) as type,
            case item.grantee when 0 then 'public'
              else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(item.grantee)) end as grantee
       from pg_catalog.aclexplode(target.acl) as item
      where item.grantee <> target.owner
   ) as privilege;
end;

comment on function rowseal_private.present_privileges() is $$The privileges on schemas, functions, relations and
columns of Rowseal, as rowseal_private.present_objects tells them.$$;

revoke execute on function rowseal_private.present_privileges() from public;
