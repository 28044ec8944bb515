create or replace function rowseal_private.findings_in_grants() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with granted as (
    select protected.name, case when item.grantee = 0 then 'public' else role.rolname::text end as grantee,
           case
             when item.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') then 'granted_past_row_security'
             when item.grantee = 0 then 'granted_to_public'
             else 'granted_to_unnamed_role'
           end as kind,
           item.privilege_type
      from rowseal_private.protected_relations() as protected
     cross join lateral (
       select acl.* from pg_catalog.pg_class, pg_catalog.aclexplode(relacl) as acl where oid = protected.relation
       union all
       select acl.* from pg_catalog.pg_attribute, pg_catalog.aclexplode(attacl) as acl
        where attrelid = protected.relation
     ) as item
      left join pg_catalog.pg_roles as role on role.oid = item.grantee
     where item.grantee <> protected.owner
       and role.rolsuper is not true
       and not coalesce(protected.options -> 'keep' ? role.rolname, false)
       and (coalesce(role.rolname, '') not in ('rowseal_reader', 'rowseal_backup') or item.privilege_type <> 'SELECT')
       and (
         role.rolname is distinct from 'rowseal_user'
         or item.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
       )
  )
  select kind, 'high', name || ' to ' || grantee,
         case kind
           when 'granted_past_row_security'
             then 'Row-level security does not cover this privilege: it empties, observes or locks every row.'
           when 'granted_to_public' then 'Every role of the cluster that reaches the schema may use the table.'
           else 'No policy of rowseal.protect names it: outside requests other policies alone restrict this role.'
         end,
         pg_catalog.format('revoke %s on %s from %s', pg_catalog.string_agg(distinct privilege_type, ', '), name,
           case grantee when 'public' then grantee else pg_catalog.quote_ident(grantee) end),
         'owner', pg_catalog.string_agg(distinct privilege_type, ', ')
    from granted
   group by kind, name, grantee
  union all
  select 'unprotected_table', case when class.relrowsecurity then 'medium' else 'high' end,
         class.oid::pg_catalog.regclass::text,
         case when class.relrowsecurity
           then 'Requests may use it and no gate restricts them: its own policies alone decide. Protect it instead.'
           else 'Requests may use it and nothing restricts the rows: protect it, as shared if it belongs to nobody.'
         end,
         pg_catalog.format('revoke all on %s from %s', class.oid::pg_catalog.regclass,
           pg_catalog.string_agg(distinct held.grantee, ', ')),
         'owner', class.relrowsecurity::text
    from pg_catalog.pg_class as class
   cross join lateral (
     select class.relacl as acl where class.relacl is not null
     union all
     select attacl from pg_catalog.pg_attribute where attrelid = class.oid and attacl is not null
   ) as listed
   cross join lateral rowseal_private.grants_to_requests(listed.acl, 'r', class.relowner) as held
   where class.relkind in ('r', 'p')
     and class.relnamespace in (
         select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
     and pg_catalog.has_schema_privilege('rowseal_gateway', class.relnamespace, 'usage')
     and not exists (
       select from pg_catalog.pg_depend where objid = class.oid and classid = 'pg_catalog.pg_class'::regclass
         and deptype = 'e'
     )
     and not exists (
       select from rowseal_private.protected_relations() as protected
         left join pg_catalog.pg_inherits as inheritance on inheritance.inhparent = protected.relation
        where class.oid in (protected.relation, inheritance.inhrelid)
     )
   group by class.oid, class.relrowsecurity;
end;

comment on function rowseal_private.findings_in_grants() is
$$Findings in grants: on protected tables what rowseal.protect would refuse, and tables that requests may use and that
it does not protect.$$;

revoke execute on function rowseal_private.findings_in_grants() from public;
