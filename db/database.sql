-- What the database itself grants. Run with the administrator's connection at each install; safe to run again.
do $$
declare
  v_role constant text := current_setting('role');
  v_taken record;
  v_names text[];
  v_name text;
begin
  execute format('grant connect on database %I to rowseal_gateway, rowseal_issuer, rowseal_worker', current_database());
  execute format('grant connect, create on database %I to rowseal_owner', current_database());

  perform set_config('role', 'rowseal_owner', true);
  create schema if not exists rowseal_private;
  create table if not exists rowseal_private.taken_grants (
    object text check (object in ('database', 'schema public')),
    privilege text check (privilege in ('CREATE', 'TEMPORARY')),
    grantee text,
    primary key (object, privilege, grantee)
  );
  comment on table rowseal_private.taken_grants is
    'What was taken from PUBLIC at the installation, and granted instead, by name, to the roles that were '
    'there: uninstalling turns it back.';
  perform set_config('role', v_role, true);

  -- Temporary objects would let a client's SQL shadow names; CREATE in public likewise. Others who live in this
  -- database keep them.
  for v_taken in
    select 'database' as object, format('database %I', database.datname) as target, acl.privilege_type as privilege
      from pg_catalog.pg_database as database
     cross join lateral pg_catalog.aclexplode(
       coalesce(database.datacl, pg_catalog.acldefault('d', database.datdba))) as acl
     where database.datname = current_database()
       and acl.grantee = 0
       and acl.privilege_type in ('CREATE', 'TEMPORARY')
       and pg_catalog.pg_has_role(current_user, database.datdba, 'usage')
    union all
    select 'schema public', 'schema public', acl.privilege_type
      from pg_catalog.pg_namespace as namespace
     cross join lateral pg_catalog.aclexplode(
       coalesce(namespace.nspacl, pg_catalog.acldefault('n', namespace.nspowner))) as acl
     where namespace.nspname = 'public'
       and acl.grantee = 0
       and acl.privilege_type = 'CREATE'
       and pg_catalog.pg_has_role(current_user, namespace.nspowner, 'usage')
  loop
    execute format('revoke %s on %s from public', v_taken.privilege, v_taken.target);
    perform set_config('role', 'rowseal_owner', true);
    select array_agg(taken.grantee)
      into v_names
      from rowseal_private.taken_grants as taken
     where taken.object = v_taken.object and taken.privilege = v_taken.privilege;
    -- Taken before, and there again: from a restored dump, for instance. Roles that are new since then get nothing.
    v_names := coalesce(
      (select array_agg(role.rolname::text) from pg_catalog.pg_roles as role where role.rolname = any (v_names)),
      (select array_agg(role.rolname::text order by role.rolcanlogin, role.rolname)
         from pg_catalog.pg_roles as role
        where v_names is null and not role.rolsuper and role.rolname !~ '^(pg_|rowseal_)'),
      '{}'
    );
    insert into rowseal_private.taken_grants (object, privilege, grantee)
    values (v_taken.object, v_taken.privilege, 'PUBLIC')
        on conflict on constraint taken_grants_pkey do nothing;
    perform set_config('role', v_role, true);
    foreach v_name in array v_names loop
      continue when case v_taken.object
        when 'database' then pg_catalog.has_database_privilege(v_name, current_database(), v_taken.privilege)
        else pg_catalog.has_schema_privilege(v_name, 'public', v_taken.privilege)
      end;
      execute format('grant %s on %s to %I', v_taken.privilege, v_taken.target, v_name);
      perform set_config('role', 'rowseal_owner', true);
      insert into rowseal_private.taken_grants (object, privilege, grantee)
      values (v_taken.object, v_taken.privilege, v_name)
          on conflict on constraint taken_grants_pkey do nothing;
      perform set_config('role', v_role, true);
    end loop;
  end loop;

  -- graphile-worker makes its own tables as their owner; with the schema and this table there, it needs no CREATE on
  -- the database.
  create schema if not exists graphile_worker_rowseal authorization rowseal_worker;
  perform set_config('role', 'rowseal_worker', true);
  create table if not exists graphile_worker_rowseal.migrations (
    id integer primary key,
    ts timestamptz not null default now(),
    breaking boolean not null default false
  );
  perform set_config('role', v_role, true);
end
$$;
