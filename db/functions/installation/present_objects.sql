create or replace function rowseal_private.present_objects() returns table (object text, definition text, undo text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with schema as (
    select oid, nspname, nspowner from pg_catalog.pg_namespace
     where nspname in ('rowseal', 'rowseal_private', 'rowseal_audit')
  ),
  function as (
    select made.oid, made.oid::pg_catalog.regprocedure::text as name, made.proowner as owner
      from pg_catalog.pg_proc as made
     where made.pronamespace in (select oid from schema)
  ),
  relation as (
    select class.oid, class.oid::pg_catalog.regclass::text as name, class.relowner as owner, class.relkind,
           class.reloptions, class.relrowsecurity, class.relforcerowsecurity
      from pg_catalog.pg_class as class
     where class.relnamespace in (select oid from schema) and class.relkind in ('r', 'p', 'v')
       -- Partitions of events come and go.
       and not class.relispartition
  )
  select 'function ' || name, pg_catalog.pg_get_functiondef(oid), 'drop function ' || name
    from function
  union all
  select privilege.object, privilege.definition, privilege.undo from rowseal_private.present_privileges() as privilege
  union all
  select pg_catalog.format('owner of %s', owned.name),
         pg_catalog.format('alter %s owner to %I', owned.name, pg_catalog.pg_get_userbyid(owned.owner)), null
    from (
      select 'schema ' || pg_catalog.quote_ident(nspname) as name, nspowner as owner from schema
      union all
      select 'function ' || function.name, function.owner from function
      union all
      select case relation.relkind when 'v' then 'view ' else 'table ' end || relation.name, relation.owner
        from relation
    ) as owned
  union all
  select 'view ' || relation.name,
         pg_catalog.format('create or replace view %s%s as %s', relation.name,
           ' with (' || pg_catalog.array_to_string(relation.reloptions, ', ') || ')',
           pg_catalog.rtrim(pg_catalog.pg_get_viewdef(relation.oid), ';')),
         null
    from relation
   where relation.relkind = 'v'
  union all
  select pg_catalog.format('policy %s on %s', policy.policyname, relation.name),
         pg_catalog.format(
           'create policy %I on %s as %s for %s to %s%s%s', policy.policyname, relation.name,
           policy.permissive, policy.cmd,
           (select pg_catalog.string_agg(pg_catalog.quote_ident(role), ', ') from unnest(policy.roles) as role),
           ' using (' || policy.qual || ')', ' with check (' || policy.with_check || ')'),
         pg_catalog.format('drop policy %I on %s', policy.policyname, relation.name)
    from relation
    join pg_catalog.pg_policies as policy
      on pg_catalog.format('%I.%I', policy.schemaname, policy.tablename) = relation.name
  union all
  select 'row-level security of ' || name,
         pg_catalog.format('alter table %s %s row level security, %s row level security', name,
           case when relrowsecurity then 'enable' else 'disable' end,
           case when relforcerowsecurity then 'force' else 'no force' end),
         null
    from relation
   where relation.name ~ '^rowseal\.'
  union all
  select pg_catalog.format('trigger %s on %s', made.tgname, relation.name), pg_catalog.pg_get_triggerdef(made.oid)
           || case made.tgenabled when 'O' then '' else ' -- ' || made.tgenabled::text end,
         pg_catalog.format('drop trigger %I on %s', made.tgname, relation.name)
    from relation
    join pg_catalog.pg_trigger as made on made.tgrelid = relation.oid and not made.tgisinternal;
end;

comment on function rowseal_private.present_objects() is $$Functions, views, policies, triggers,
owners and privileges of Rowseal, as
this server tells them. definition: the SQL that makes each again; undo: the SQL that takes it away.$$;

revoke execute on function rowseal_private.present_objects() from public;
