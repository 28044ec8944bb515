-- What can be known before the first change: whether this server and this administrator can carry an installation.
-- Changes nothing.
do $$
declare
  v_me constant text := current_user;
  v_needed text[];
begin
  if current_setting('server_version_num')::integer < 160000 then
    raise exception 'PostgreSQL % is too old: Rowseal needs 16 or later', current_setting('server_version')
      using errcode = 'RS103';
  end if;
  if pg_catalog.pg_is_in_recovery() then
    raise exception 'this server is a standby: DATABASE_URL has to name the primary' using errcode = 'RS103';
  end if;

  select array_agg(needed.statement order by needed.statement)
    into v_needed
    from (
      select format('alter role %I createrole', v_me)
       where exists (
         select from unnest(array['rowseal_owner', 'rowseal_user', 'rowseal_reader', 'rowseal_developer',
           'rowseal_backup', 'rowseal_auditor', 'rowseal_gateway', 'rowseal_issuer', 'rowseal_worker']) as ours (name)
          where not exists (select from pg_catalog.pg_roles where rolname = ours.name)
       )
         and not (select rolsuper or rolcreaterole from pg_catalog.pg_roles where rolname = v_me)
      union all
      select format('grant %I to %I with inherit false, set true', role.rolname, v_me)
        from pg_catalog.pg_roles as role
       where role.rolname in ('rowseal_owner', 'rowseal_worker')
         and not pg_catalog.pg_has_role(v_me, role.oid, 'set')
         and not pg_catalog.pg_has_role(v_me, role.oid, 'member with admin option')
      union all
      select 'grant rowseal_user to rowseal_gateway with inherit true, set false'
        from pg_catalog.pg_roles as role, pg_catalog.pg_roles as gateway
       where role.rolname = 'rowseal_user'
         and gateway.rolname = 'rowseal_gateway'
         and not pg_catalog.pg_has_role(v_me, role.oid, 'member with admin option')
         and not exists (
           select from pg_catalog.pg_auth_members where roleid = role.oid and member = gateway.oid and inherit_option
         )
      union all
      select format('alter database %I owner to %I', database.datname, v_me)
        from pg_catalog.pg_database as database
       where database.datname = current_database()
         and not pg_catalog.pg_has_role(v_me, database.datdba, 'usage')
         -- Where a superuser has run database.sql, the rest takes no owner.
         and not exists (
           select from pg_catalog.pg_roles as owner
            where owner.rolname = 'rowseal_owner'
              and pg_catalog.has_database_privilege(owner.oid, database.oid, 'create')
         )
    ) as needed (statement);
  if v_needed is not null then
    raise exception 'role % may not install Rowseal here', v_me
      using errcode = 'RS102',
      hint = 'Once, as a superuser or as the role that created these roles: ' || array_to_string(v_needed, '; ');
  end if;
end
$$;
