-- The cluster's roles. Run with an administrator's connection; safe to run again, and writes nothing when all is in
-- place, so that an installer without CREATEROLE succeeds once a superuser has run it.
do $$
declare
  v_me constant oid := (select oid from pg_catalog.pg_roles where rolname = current_user);
  v_name text;
  v_role record;
  v_setting record;
  v_refused text[];
  c_settings constant text[] := array[
    'log_parameter_max_length', 'log_parameter_max_length_on_error', 'auto_explain.log_parameter_max_length',
    'auto_explain.log_verbose',
    'statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout', 'jit',
    'array_nulls', 'bytea_output', 'client_encoding', 'DateStyle', 'default_transaction_isolation', 'exit_on_error',
    'extra_float_digits', 'IntervalStyle', 'plpgsql.extra_errors', 'row_security', 'standard_conforming_strings',
    'transform_null_equals', 'xmlbinary', 'xmloption'
  ];
begin
  for v_role in
    select *
      from (values
        ('rowseal_owner', false),
        ('rowseal_user', false),
        ('rowseal_reader', false),
        ('rowseal_developer', false),
        ('rowseal_backup', false),
        ('rowseal_auditor', false),
        ('rowseal_gateway', true),
        ('rowseal_issuer', true),
        ('rowseal_worker', true)
      ) as role (name, login)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = v_role.name) then
      begin
        execute format('create role %I %s', v_role.name, case when v_role.login then 'login' else 'nologin' end);
      exception when duplicate_object or unique_violation then
        null; -- another installer won
      end;
    end if;
    if exists (
      select from pg_catalog.pg_roles
       where rolname = v_role.name
         and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolcanlogin <> v_role.login)
    ) then
      raise exception 'role % has attributes that Rowseal does not allow', v_role.name
        using errcode = 'RS101',
              hint = format('alter role %I nosuperuser nobypassrls nocreaterole nocreatedb noreplication %s',
                            v_role.name, case when v_role.login then 'login' else 'nologin' end);
    end if;
  end loop;

  -- The installer works as the owner, and hands the worker its schema: it needs SET on both, not their privileges. What
  -- createrole_self_grant gave beyond that is taken back: a role with the privileges of rowseal_user is subject to its
  -- policies, as if in a request.
  foreach v_name in array array['rowseal_owner', 'rowseal_worker'] loop
    if not pg_catalog.pg_has_role(current_user, v_name, 'set')
       or exists (
         select from pg_catalog.pg_auth_members
          where roleid = v_name::regrole and member = v_me and grantor = v_me
            and inherit_option
       )
    then
      execute format('grant %I to %I with inherit false, set true', v_name, current_user);
    end if;
  end loop;
  for v_name in
    select roleid::regrole::text
      from pg_catalog.pg_auth_members
     where member = v_me
       and grantor = v_me
       and roleid::regrole::text in (
         'rowseal_user', 'rowseal_reader', 'rowseal_developer', 'rowseal_backup', 'rowseal_auditor',
         'rowseal_gateway', 'rowseal_issuer'
       )
  loop
    execute format('revoke %I from %I', v_name, current_user);
  end loop;
  if (
      pg_catalog.pg_has_role(current_user, 'rowseal_user', 'usage, set')
      or pg_catalog.pg_has_role(current_user, 'rowseal_reader', 'usage, set')
    )
     and not (select rolsuper from pg_catalog.pg_roles where rolname = current_user)
  then
    raise warning 'role % has or may take rowseal_user or rowseal_reader, so that policies treat it as a request: '
      'the role that granted it has to revoke it', current_user;
  end if;
  if not exists (
    select from pg_catalog.pg_auth_members
     where roleid = 'rowseal_user'::regrole and member = 'rowseal_gateway'::regrole and inherit_option
  ) then
    grant rowseal_user to rowseal_gateway with inherit true, set false;
  end if;

  -- What a hoster or anybody else has set for the login roles: these settings are Rowseal's own. For the whole database
  -- they may be anybody's.
  for v_setting in
    select role.rolname as role, database.datname as database, split_part(config, '=', 1) as name
      from pg_catalog.pg_db_role_setting as existing
      join pg_catalog.pg_roles as role on role.oid = existing.setrole
      left join pg_catalog.pg_database as database on database.oid = existing.setdatabase
     cross join lateral unnest(existing.setconfig) as config
     where role.rolname in ('rowseal_gateway', 'rowseal_issuer', 'rowseal_worker')
       and (existing.setdatabase = 0 or database.datname = current_database())
       and (
         database.datname is not null
         or split_part(config, '=', 1) <> all (c_settings)
         -- What housekeeping does may take its time.
         or role.rolname = 'rowseal_worker'
            and split_part(config, '=', 1) in ('statement_timeout', 'transaction_timeout')
       )
  loop
    v_name := case when v_setting.database is null then '' else format('in database %I ', v_setting.database) end;
    begin
      execute format('alter role %I %sreset %I', v_setting.role, v_name, v_setting.name);
    exception when insufficient_privilege then
      raise warning 'a superuser has to run: alter role % %reset %', v_setting.role, v_name, v_setting.name;
    end;
  end loop;

  -- Bound parameters of these roles are credentials: statement logging must never write them, nor may plans, where
  -- auto_explain is loaded.
  for v_setting in
    select role.name as role, setting.name, setting.value
      from (values ('rowseal_gateway'), ('rowseal_issuer'), ('rowseal_worker')) as role (name),
           (values
             ('log_parameter_max_length', '0'),
             ('log_parameter_max_length_on_error', '0'),
             ('auto_explain.log_parameter_max_length', '0'),
             ('auto_explain.log_verbose', 'off'),
             ('statement_timeout', '10s'),
             ('lock_timeout', '5s'),
             -- No privilege stops LOCK TABLE of what may be written: this ends what it holds.
             ('transaction_timeout', '30s'),
             ('idle_in_transaction_session_timeout', '10s'),
             ('jit', 'off'),
             -- Whatever the server or the database says, behind a pooler too, which takes no startup options.
             ('array_nulls', 'on'),
             ('bytea_output', 'hex'),
             ('client_encoding', 'UTF8'),
             ('DateStyle', 'ISO, MDY'),
             ('default_transaction_isolation', 'read committed'),
             ('exit_on_error', 'off'),
             ('extra_float_digits', '1'),
             ('IntervalStyle', 'postgres'),
             ('plpgsql.extra_errors', 'none'),
             ('row_security', 'on'),
             ('standard_conforming_strings', 'on'),
             ('transform_null_equals', 'off'),
             ('xmlbinary', 'base64'),
             ('xmloption', 'content')
           ) as setting (name, value)
     where not (role.name = 'rowseal_worker' and setting.name in ('statement_timeout', 'transaction_timeout'))
       and (setting.name <> 'transaction_timeout' or current_setting('server_version_num')::integer >= 170000)
       and not exists (
         select from pg_catalog.pg_db_role_setting as existing
          where existing.setdatabase = 0
            and existing.setrole = role.name::regrole
            and existing.setconfig @> array[setting.name || '=' || setting.value]
       )
  loop
    begin
      execute format('alter role %I set %I = %L', v_setting.role, v_setting.name, v_setting.value);
    exception when insufficient_privilege then
      v_refused := array_append(v_refused, v_setting.name || ' = ' || v_setting.value);
    end;
  end loop;
  if v_refused is not null then
    raise warning 'only a superuser can set, for rowseal_gateway, rowseal_issuer and rowseal_worker: % '
      '(db/README.md, "Managed PostgreSQL")',
      (select string_agg(distinct refused, ', ') from unnest(v_refused) as refused);
  end if;
end
$$;
