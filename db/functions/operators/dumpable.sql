create or replace function rowseal_audit.dumpable(role name)
  returns table (relation text, complete boolean, why text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select protected.name, said.why is null, said.why
    from rowseal_private.protected_relations() as protected
    join pg_catalog.pg_class as class on class.oid = protected.relation
    left join pg_catalog.pg_roles as who on who.rolname = dumpable.role
   cross join lateral (
     select case
              when who.oid is null then 'There is no such role.'
              when who.rolsuper then null
              when not pg_catalog.has_schema_privilege(who.oid, class.relnamespace, 'usage')
                then 'It lacks USAGE of the schema.'
              when not pg_catalog.has_table_privilege(who.oid, class.oid, 'select')
                then 'It may not select the whole table.'
              when who.rolbypassrls or not class.relrowsecurity
                or pg_catalog.pg_has_role(who.oid, class.relowner, 'usage') and not class.relforcerowsecurity then null
              when pg_catalog.pg_has_role(who.oid, 'rowseal_user', 'usage, set')
                or pg_catalog.pg_has_role(who.oid, 'rowseal_reader', 'usage, set')
                then 'Policies treat it as a request.'
              when protected.options is null
                then 'An older version of Rowseal protected the table, without a policy for dumps.'
              when exists (
                select from pg_catalog.pg_policy as policy
                 where policy.polrelid = class.oid and not policy.polpermissive
                   and policy.polcmd in ('*', 'r')
                   and policy.polname not in (select rowseal_private.policies_of_protect(class.oid))
                   and exists (
                     select from unnest(policy.polroles) as named
                      where named = 0 or pg_catalog.pg_has_role(who.oid, named, 'usage'))
              ) then 'A restrictive policy of the application restricts it.'
              when not exists (
                select from pg_catalog.pg_policy as policy
                 where policy.polrelid = class.oid and policy.polname in ('rowseal_outside', 'rowseal_backup')
                   and exists (
                     select from unnest(policy.polroles) as named
                      where named <> 0 and pg_catalog.pg_has_role(who.oid, named, 'usage'))
              ) then 'It is neither the owner, nor kept by protect, nor a member of rowseal_backup.'
            end as why
   ) as said
   order by protected.name;
end;

comment on function rowseal_audit.dumpable(name) is $$For each protected table whether a dump by a role holds every row
(pg_dump --enable-row-security; a superuser, and BYPASSRLS, without), and if not, why.
Caller: auditors, the database's owner.$$;

revoke execute on function rowseal_audit.dumpable(name) from public;
grant execute on function rowseal_audit.dumpable(name) to rowseal_auditor, pg_database_owner;
