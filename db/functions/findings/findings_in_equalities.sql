create or replace function rowseal_private.findings_in_equalities() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with compared (kind, object, expression, elsewhere, joins, mend, otherwise) as (
    select 'unguarded_policy', policy.polrelid::pg_catalog.regclass || ' ' || policy.polname, own.expression,
           (
             select pg_catalog.string_agg(pg_catalog.pg_get_expr(guard.polqual, guard.polrelid), ' ')
               from pg_catalog.pg_policy as guard
              where guard.polrelid = policy.polrelid and not guard.polpermissive
                and guard.polcmd in ('*', policy.polcmd)
                and (guard.polroles @> policy.polroles or guard.polroles @> '{0}')
           ),
           false,
           pg_catalog.format('alter policy %I on %s using (%s)', policy.polname,
             policy.polrelid::pg_catalog.regclass, rowseal_private.guarded(own.expression)),
           pg_catalog.format('drop policy %I on %s', policy.polname, policy.polrelid::pg_catalog.regclass)
      from pg_catalog.pg_policy as policy
      join pg_catalog.pg_class as class on class.oid = policy.polrelid
     cross join lateral pg_catalog.pg_get_expr(policy.polqual, policy.polrelid) as own (expression)
     where class.relnamespace in (
         select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
       -- A change of one that rowseal.protect wrote is a finding of its own.
       and policy.polname not in (select rowseal_private.policies_of_protect(class.oid))
    union all
    select 'unguarded_view', view.oid::pg_catalog.regclass::text, own.expression, null, true,
           pg_catalog.format('create or replace view %s%s as %s', view.oid::pg_catalog.regclass,
             ' with (' || pg_catalog.array_to_string(view.reloptions, ', ') || ')',
             rowseal_private.guarded(own.expression)),
           pg_catalog.format('drop view %s', view.oid::pg_catalog.regclass)
      from pg_catalog.pg_class as view
     cross join lateral pg_catalog.pg_get_viewdef(view.oid) as own (expression)
     where view.relkind = 'v'
       and view.relnamespace in (
         select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
       and exists (select from rowseal_private.readers_of_protected() as reader where reader.relation = view.oid)
       and pg_catalog.has_any_column_privilege('rowseal_user', view.oid, 'select, insert, update')
    union all
    select 'unguarded_function', function.oid::pg_catalog.regprocedure::text,
           coalesce(pg_catalog.pg_get_function_sqlbody(function.oid), function.prosrc), null, true,
           rowseal_private.guarded(pg_catalog.pg_get_functiondef(function.oid)),
           pg_catalog.format('drop function %s', function.oid::pg_catalog.regprocedure)
      from pg_catalog.pg_proc as function
      join pg_catalog.pg_language as language on language.oid = function.prolang and language.lanname = 'sql'
     where not function.prosecdef and function.proconfig is null and function.provolatile <> 'v'
       and function.prokind = 'f'
       and function.pronamespace in (
         select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
       and pg_catalog.has_function_privilege('rowseal_user', function.oid, 'execute')
       and not exists (
         select from pg_catalog.pg_depend where objid = function.oid and classid = 'pg_catalog.pg_proc'::regclass
           and deptype = 'e'
       )
  )
  select compared.kind, 'high', compared.object,
         pg_catalog.format(
           'It compares %s with a function or a subquery, and a statement can put an expression of its own in place of '
           'that: compare the column by operator(rowseal.===) too.',
           pg_catalog.string_agg(found.name, ', ' order by found.name)),
         -- A row can be compared by the operators of indexes alone.
         case when compared.mend ~ '\([^()]+,[^()]+\) operator\(rowseal' or exists (
           select from rowseal_private.unguarded_columns(
             rowseal_private.guarded(compared.expression), compared.elsewhere, compared.joins)
         ) then compared.otherwise else compared.mend end,
         'owner', compared.expression
    from compared
   cross join lateral rowseal_private.unguarded_columns(compared.expression, compared.elsewhere, compared.joins)
     as found (name)
   group by compared.kind, compared.object, compared.expression, compared.elsewhere, compared.joins, compared.mend,
            compared.otherwise;
end;

comment on function rowseal_private.findings_in_equalities() is
$$Findings in the equalities of policies, of views and of functions that PostgreSQL may inline: those that nothing
guards (db/decisions/0021).$$;

revoke execute on function rowseal_private.findings_in_equalities() from public;
