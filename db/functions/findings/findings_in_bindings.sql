create or replace function rowseal_private.findings_in_bindings() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'bound_role_unfit', 'high', bound.role_name::text,
         pg_catalog.format('It is bound to a user, and must not be: %s (%s).', fault.fault, fault.remedy),
         pg_catalog.format('select rowseal.unbind_role(%L)', bound.role_name), 'owner', fault.fault
    from rowseal_private.database_principals as bound
    join pg_catalog.pg_roles as role on role.oid = bound.role_oid and role.rolname = bound.role_name
   cross join lateral rowseal.bound_role_faults(bound.role_name) as fault
  union all
  select 'bound_role_ended', 'low', bound.role_name::text,
         case when role.oid is null then 'It was bound to a user, and has been dropped or renamed since.'
           else 'Its binding to a user has expired, and nobody has unbound it.' end,
         pg_catalog.format('select rowseal.unbind_role(%L)', bound.role_name), 'owner', (role.oid is null)::text
    from rowseal_private.database_principals as bound
    join rowseal.workspaces as entered on entered.id = bound.workspace_id
    left join pg_catalog.pg_roles as role on role.oid = bound.role_oid and role.rolname = bound.role_name
   where role.oid is null
      or least(bound.expires_at, bound.created_at + entered.longest_token_lifetime) <= pg_catalog.clock_timestamp()
  union all
  select 'group_without_binding', 'medium', role.rolname::text,
         pg_catalog.format(
           'It has %s, and reads what is granted to such roles, but is not bound to a user here: its binding has '
           'ended, or is for another database. Then revoke its CONNECT on this one.', held.groups),
         -- Membership is of all databases: another one may need it.
         case when not elsewhere.bound then pg_catalog.format('select rowseal.unbind_role(%L)', role.rolname) end,
         'owner', held.groups
    from pg_catalog.pg_roles as role
   cross join lateral (
     select pg_catalog.string_agg(distinct granted.rolname, ' and ') as groups
       from pg_catalog.pg_auth_members as membership
       join pg_catalog.pg_roles as granted on granted.oid = membership.roleid
      where membership.member = role.oid
        and granted.rolname in ('rowseal_reader', 'rowseal_user')
        and (membership.inherit_option or membership.set_option)
   ) as held
   cross join lateral (
     select exists (
       select from pg_catalog.pg_db_role_setting as kept
         join pg_catalog.pg_database as other
           on other.oid = kept.setdatabase and other.datname <> pg_catalog.current_database()
        where kept.setrole = role.oid
          and 'default_transaction_isolation=read committed' = any (kept.setconfig)
     ) as bound
   ) as elsewhere
   where held.groups is not null
     and role.rolcanlogin
     and not role.rolsuper
     and role.rolname !~ '^rowseal_'
     and pg_catalog.has_database_privilege(role.oid, pg_catalog.current_database(), 'connect')
     -- Those serve requests (rowseal.add_request_role), or are a graver finding (own_role_membership).
     and not pg_catalog.pg_has_role(role.oid, 'rowseal_gateway', 'member')
     and not pg_catalog.pg_has_role(role.oid, 'rowseal_owner', 'member')
     and not exists (
       select from rowseal_private.database_principals as bound
        where bound.role_oid = role.oid and bound.role_name = role.rolname);
end;

comment on function rowseal_private.findings_in_bindings() is
$$Findings in login roles that are bound to users: those that could do more, those that
are nobody any more; and in roles that have what a binding gives, and none.$$;

revoke execute on function rowseal_private.findings_in_bindings() from public;
