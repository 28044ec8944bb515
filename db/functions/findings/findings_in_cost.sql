create or replace function rowseal_private.findings_in_cost() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with called as (
    select policy.oid, policy.polname, policy.polrelid, policy.polpermissive,
           -- A call that neither is a subquery of its own nor stands in one's FROM.
           '(?<!SELECT |select |FROM |AS \w+,\s{1,20}|[\w.])((?:current_setting' || coalesce((
             select pg_catalog.string_agg('|' || pg_catalog.replace(function.oid::pg_catalog.regproc::text, '.', '\.'),
                      '' order by function.oid)
               from pg_catalog.pg_depend as dependency
               join pg_catalog.pg_proc as function on function.oid = dependency.refobjid
              where dependency.classid = 'pg_catalog.pg_policy'::regclass and dependency.objid = policy.oid
                and dependency.refclassid = 'pg_catalog.pg_proc'::regclass and function.provolatile <> 'i'
           ), '') || ')\(' as call
      from pg_catalog.pg_policy as policy
      join pg_catalog.pg_class as class on class.oid = policy.polrelid
     where class.relnamespace in (
         select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
       and policy.polname not in (select rowseal_private.policies_of_protect(class.oid))
  ),
  written as (
    select called.*, part.clause, part.expression,
           pg_catalog.regexp_replace(
             part.expression, called.call || '(?:''(?:[^'']|'''')*''(?:::[\w ]+)?|true|false|, )*\))', '(select \1)',
             'g') as wrapped
      from called
      join pg_catalog.pg_policy as policy on policy.oid = called.oid
     cross join lateral (
       values (1, 'using', pg_catalog.pg_get_expr(policy.polqual, policy.polrelid)),
              (2, 'with check', pg_catalog.pg_get_expr(policy.polwithcheck, policy.polrelid))
     ) as part (place, clause, expression)
     where part.expression ~ (called.call || ')')
  )
  select 'policy_per_row', 'low', written.polrelid::pg_catalog.regclass || ' ' || written.polname,
         'It calls a function for each row, where a subquery, (select f()), would call it once a statement.',
         case
           when pg_catalog.bool_and(written.wrapped !~ (written.call || ')'))
             then pg_catalog.format('alter policy %I on %s %s', written.polname,
               written.polrelid::pg_catalog.regclass,
               pg_catalog.string_agg(
                 pg_catalog.format('%s (%s)', written.clause, written.wrapped), ' ' order by written.clause desc))
           -- The argument is of the row. Without a restriction more would be seen.
           when written.polpermissive
             then pg_catalog.format('drop policy %I on %s', written.polname, written.polrelid::pg_catalog.regclass)
           else pg_catalog.format('alter policy %I on %s %s', written.polname,
             written.polrelid::pg_catalog.regclass, pg_catalog.string_agg(written.clause || ' (false)', ' '))
         end,
         'owner', pg_catalog.string_agg(written.expression, ' ')
    from written
   group by written.oid, written.polname, written.polrelid, written.polpermissive
  union all
  select 'index_useless', 'low', made.oid::pg_catalog.regclass::text,
         'Requests never search by it: it does not begin with the workspace, and its operators are not leakproof, '
         'which '
         'row-level security asks for. Accept the finding if others use it.',
         pg_catalog.format('drop index %s', made.oid::pg_catalog.regclass), 'owner', null
    from rowseal_private.protected_relations() as protected
    join pg_catalog.pg_index as index on index.indrelid = protected.relation and not index.indisunique
    join pg_catalog.pg_class as made on made.oid = index.indexrelid and not made.relispartition
    join pg_catalog.pg_opclass as class on class.oid = index.indclass[0]
    left join pg_catalog.pg_attribute as first
      on first.attrelid = protected.relation and first.attnum = index.indkey[0] and first.attnum > 0
   where protected.options ->> 'workspace' is not null
     and first.attname is distinct from protected.options ->> 'workspace'
     and not exists (select from pg_catalog.pg_constraint as held where held.conindid = made.oid)
     and (
       first.attname is null
       or not exists (
         select from pg_catalog.pg_amop as member
           join pg_catalog.pg_operator as operator on operator.oid = member.amopopr
           join pg_catalog.pg_proc as function on function.oid = operator.oprcode and function.proleakproof
          where member.amopfamily = class.opcfamily and member.amoplefttype = class.opcintype
       )
     );
end;

comment on function rowseal_private.findings_in_cost() is
$$Findings in what makes policies cost more than they need: calls for each row, indexes that none of their statements
can use.$$;

revoke execute on function rowseal_private.findings_in_cost() from public;
