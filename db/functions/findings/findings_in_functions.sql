create or replace function rowseal_private.findings_in_functions() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with application as (
    select function.*, function.oid::pg_catalog.regprocedure::text as name,
           owner.rolsuper or owner.rolbypassrls as bypasses,
           pg_catalog.has_schema_privilege('rowseal_gateway', function.pronamespace, 'usage')
             and (
               pg_catalog.has_function_privilege('rowseal_gateway', function.oid, 'execute')
               or pg_catalog.has_function_privilege('rowseal_reader', function.oid, 'execute')
             ) as in_requests
      from pg_catalog.pg_proc as function
      join pg_catalog.pg_roles as owner on owner.oid = function.proowner
     where function.pronamespace in (
         select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
       and not exists (
         select from pg_catalog.pg_depend where objid = function.oid and classid = 'pg_catalog.pg_proc'::regclass
           and deptype = 'e'
       )
  )
  select 'function_bypasses', 'high', name,
         'Requests may call it, and it runs as its owner, whom no policy binds: it reaches every row.',
         pg_catalog.format('alter routine %s security invoker', name), 'owner', prosrc
    from application
   where prosecdef and bypasses and in_requests and prorettype <> 'pg_catalog.trigger'::regtype
  union all
  select 'search_path_unpinned', 'high', name,
         'It runs as its owner under the search_path of whoever calls it, who may put other objects first.',
         pg_catalog.format('alter routine %s set search_path = pg_catalog, %s, pg_temp', name,
           pronamespace::pg_catalog.regnamespace),
         'owner', null
    from application
   where prosecdef
     and prorettype <> 'pg_catalog.event_trigger'::regtype
     and not exists (select from pg_catalog.unnest(proconfig) as setting where setting ~ '^search_path=')
  union all
  select 'execute_to_public', 'medium', name,
         'It runs as its owner, and every role may execute it.',
         pg_catalog.format('revoke execute on routine %s from public', name), 'owner', null
    from application
   where prosecdef
     and prorettype not in ('pg_catalog.trigger'::regtype, 'pg_catalog.event_trigger'::regtype)
     and exists (
       select from pg_catalog.aclexplode(coalesce(proacl, pg_catalog.acldefault('f', proowner))) as item
        where item.grantee = 0
     )
  union all
  select 'leakproof', 'medium', name,
         'It is declared leakproof: PostgreSQL calls it on rows that policies hide.',
         pg_catalog.format('alter function %s not leakproof', name), rowseal_private.run_by_superuser(), prosrc
    from application
   where proleakproof
  union all
  select trigger.kind, 'medium', protected.name || ' ' || trigger.tgname, trigger.why,
         pg_catalog.format('drop trigger %I on %s', trigger.tgname, protected.name), 'owner', trigger.prosrc
    from rowseal_private.protected_relations() as protected
   cross join lateral (
     select made.tgname, application.prosrc, problem.kind, problem.why
       from pg_catalog.pg_trigger as made
       join application on application.oid = made.tgfoid
      cross join lateral (
        values
          ('trigger_bypasses', application.prosecdef and application.bypasses,
           'Its function runs as its owner, whom no policy binds, and may copy rows to where others read them.'),
          ('trigger_trusts_context',
           made.tgtype & 66 = 0 and application.prosrc ~* 'rowseal\.workspace_id\(\)'
             and application.prosrc !~* ('\m(new|old)\."?' || (protected.options ->> 'workspace')),
           'It takes the workspace from the context, which the statement may have changed: compare it with the row''s.')
      ) as problem (kind, applies, why)
      where made.tgrelid = protected.relation and not made.tgisinternal and problem.applies
   ) as trigger;
end;

comment on function rowseal_private.findings_in_functions() is
$$Findings in functions and triggers of applications: those that step around policies, and what lets others do so.$$;

revoke execute on function rowseal_private.findings_in_functions() from public;
