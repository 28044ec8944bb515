create or replace function rowseal_private.findings_in_roles() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'role_bypasses', 'medium', role.rolname::text,
         case when role.rolsuper
           then 'It logs in as a superuser, whom no policy binds.'
           else 'It logs in and bypasses row-level security: it reads the rows of every workspace.'
         end,
         pg_catalog.format('alter role %I %s', role.rolname,
           pg_catalog.concat_ws(
             ' ', case when role.rolsuper then 'nosuperuser' end, case when role.rolbypassrls then 'nobypassrls' end)),
         rowseal_private.run_by_superuser(), pg_catalog.concat_ws(' ', role.rolsuper, role.rolbypassrls)
    from pg_catalog.pg_roles as role
   where role.rolcanlogin
     and (role.rolsuper or role.rolbypassrls)
     -- From the first superuser nobody can take it.
     and role.oid <> 10
     and role.rolname !~ '^rowseal_'
  union all
  select 'own_role_attributes', 'high', role.rolname::text,
         'A role of Rowseal has an attribute that steps around what it may do.',
         pg_catalog.format(
           'alter role %I %s', role.rolname,
           pg_catalog.concat_ws(
             ' ', case when role.rolsuper then 'nosuperuser' end, case when role.rolbypassrls then 'nobypassrls' end,
             case when role.rolcreaterole then 'nocreaterole' end, case when role.rolcreatedb then 'nocreatedb' end,
             case when role.rolreplication then 'noreplication' end, case when strays.logs_in then 'nologin' end)),
         rowseal_private.run_by_superuser(), null
    from pg_catalog.pg_roles as role
   cross join lateral (
     select role.rolcanlogin and role.rolname not in ('rowseal_gateway', 'rowseal_issuer', 'rowseal_worker') as logs_in
   ) as strays
   where role.rolname in (
       'rowseal_owner', 'rowseal_user', 'rowseal_reader', 'rowseal_developer', 'rowseal_backup', 'rowseal_auditor',
       'rowseal_gateway', 'rowseal_issuer', 'rowseal_worker'
     )
     and (
       role.rolsuper or role.rolbypassrls or role.rolcreaterole or role.rolcreatedb or role.rolreplication
       or strays.logs_in
     )
  union all
  select 'own_role_membership', 'high', pg_catalog.format('%s in %s', member.rolname, granted.rolname),
         case when member.rolname ~ '^rowseal_'
           then 'A role of Rowseal has the privileges of another role.'
           else 'It has, or may take, what Rowseal''s own servers alone should.'
         end,
         pg_catalog.format('revoke %I from %I granted by %I', granted.rolname, member.rolname,
           pg_catalog.pg_get_userbyid(membership.grantor)),
         'owner', null
    from pg_catalog.pg_auth_members as membership
    join pg_catalog.pg_roles as granted on granted.oid = membership.roleid
    join pg_catalog.pg_roles as member on member.oid = membership.member
   where not member.rolsuper
     and (
       member.rolname in (
         'rowseal_owner', 'rowseal_user', 'rowseal_reader', 'rowseal_developer', 'rowseal_backup', 'rowseal_auditor',
         'rowseal_gateway', 'rowseal_issuer', 'rowseal_worker')
       and (granted.rolname, member.rolname) <> ('rowseal_user', 'rowseal_gateway')
       or granted.rolname in ('rowseal_owner', 'rowseal_gateway', 'rowseal_issuer', 'rowseal_worker')
       -- A role of an application that rowseal.add_request_role admitted, and that is still fit.
       and not (
         granted.rolname = 'rowseal_gateway'
         and membership.inherit_option
         and not membership.set_option
         and not exists (select from rowseal.request_role_faults(member.rolname))
       )
       -- The installer keeps ADMIN of the roles it has made, and may take on these two (db/roles.sql).
       and (
         membership.inherit_option
         or membership.set_option and not (
           granted.rolname in ('rowseal_owner', 'rowseal_worker') and member.rolcreaterole)
       )
     );
end;

comment on function rowseal_private.findings_in_roles() is
$$Findings in roles: those whom no policy binds, those of Rowseal that are not as the installer leaves them.$$;

revoke execute on function rowseal_private.findings_in_roles() from public;
