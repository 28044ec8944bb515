create or replace function rowseal.bound_role_faults(role name) returns table (fault text, remedy text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select *
    from rowseal.request_role_faults(bound_role_faults.role)
   union all
  select pg_catalog.format('it is a member of %s', granted.rolname),
         pg_catalog.format('revoke %I from %I', granted.rolname, member.rolname)
    from pg_catalog.pg_roles as member
    join pg_catalog.pg_roles as granted
      on granted.rolname ~ '^rowseal_' and granted.rolname not in ('rowseal_user', 'rowseal_reader')
     and pg_catalog.pg_has_role(member.oid, granted.oid, 'member')
   where member.rolname = bound_role_faults.role
     and member.rolname !~ '^rowseal_'
     and not member.rolsuper
   union all
  select pg_catalog.format('it may grant the role %s', granted.rolname),
         pg_catalog.format('revoke admin option for %I from %I', granted.rolname, member.rolname)
    from pg_catalog.pg_roles as member
    join pg_catalog.pg_roles as granted
      on pg_catalog.pg_has_role(member.oid, granted.oid, 'usage with admin option')
   where member.rolname = bound_role_faults.role
     and not member.rolsuper;
end;

comment on function rowseal.bound_role_faults(name) is $$Why a login role must not be bound to a user: beyond what
rowseal.request_role_faults says, it could enter as anybody, or take another role.
Returns: a row for each reason, with what mends it; none, also for a role that does not exist.$$;

revoke execute on function rowseal.bound_role_faults(name) from public;
grant execute on function rowseal.bound_role_faults(name) to pg_database_owner;
