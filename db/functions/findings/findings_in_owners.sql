create or replace function rowseal_private.findings_in_owners() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'owner_in_request', 'high', protected.name || ' ' || role.rolname,
         'It owns the table, or protect was told to keep it, and it has or may take rowseal_user or rowseal_reader: '
         'policies treat it as a request, in dumps and migrations too.',
         pg_catalog.format('revoke rowseal_user, rowseal_reader from %I', role.rolname), 'owner', null
    from rowseal_private.protected_relations() as protected
    join pg_catalog.pg_roles as role
      on role.oid = protected.owner or protected.options -> 'keep' ? role.rolname
   where not role.rolsuper
     and (
       pg_catalog.pg_has_role(role.oid, 'rowseal_user', 'usage, set')
       or pg_catalog.pg_has_role(role.oid, 'rowseal_reader', 'usage, set')
     )
  union all
  select distinct 'owner_logs_in', 'low', role.rolname::text,
         'It owns protected tables and logs in: it can switch their security off. Give them to a role without login.',
         pg_catalog.format('alter role %I nologin', role.rolname), 'owner', null
    from rowseal_private.protected_relations() as protected
    join pg_catalog.pg_roles as role on role.oid = protected.owner
   where role.rolcanlogin
     and not role.rolsuper
     -- The database's owner can do that to any table.
     and not pg_catalog.pg_has_role(role.oid, 'pg_database_owner', 'usage');
end;

comment on function rowseal_private.findings_in_owners() is
$$Findings in the owners of protected tables, and in the roles that these keep.$$;

revoke execute on function rowseal_private.findings_in_owners() from public;
