create or replace function rowseal_private.findings_in_views() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case class.relkind when 'm' then 'materialized_view' else 'view_bypasses' end, 'high', named.name,
         case class.relkind
           when 'm' then 'It holds rows of every workspace, and a materialized view has no policies.'
           else 'It reads protected tables for its owner, whom no policy binds: it shows every row.'
         end,
         case class.relkind
           when 'm' then (
             select pg_catalog.format('revoke all on %s from %s', named.name,
                      pg_catalog.string_agg(distinct grantee.name, ', '))
               from pg_catalog.aclexplode(class.relacl) as item
              cross join lateral (
                select case item.grantee when 0 then 'public'
                  else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(item.grantee)) end as name
              ) as grantee
              where item.grantee <> class.relowner
           )
           else pg_catalog.format('alter view %s set (security_invoker = true)', named.name)
         end,
         'owner', pg_catalog.pg_get_viewdef(class.oid)
    from rowseal_private.readers_of_protected() as reader
    join pg_catalog.pg_class as class on class.oid = reader.relation and class.relkind in ('v', 'm')
    join pg_catalog.pg_roles as owner on owner.oid = class.relowner
   cross join lateral (select class.oid::pg_catalog.regclass::text as name) as named
   where exists (select from pg_catalog.aclexplode(class.relacl) as item where item.grantee <> class.relowner)
     and class.relnamespace in (
         select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
     and (
       class.relkind = 'm'
       or (owner.rolsuper or owner.rolbypassrls)
          and not coalesce(class.reloptions && '{security_invoker=true,security_invoker=on,security_invoker=1}', false)
     )
  union all
  select 'rule', 'medium', protected.name || ' ' || rule.rulename,
         'A rule rewrites statements on a protected table, and does so as its owner.',
         pg_catalog.format('drop rule %I on %s', rule.rulename, protected.name), 'owner',
         pg_catalog.pg_get_ruledef(rule.oid)
    from rowseal_private.protected_relations() as protected
    join pg_catalog.pg_rewrite as rule on rule.ev_class = protected.relation and rule.rulename <> '_RETURN';
end;

comment on function rowseal_private.findings_in_views() is
$$Findings in views, materialized views and rules over protected tables.$$;

revoke execute on function rowseal_private.findings_in_views() from public;
