create or replace function rowseal.stray_settings() returns table (name text, in_database boolean, value text)
  language sql stable parallel restricted
begin atomic
  with known (name, value, is_own) as (
    values
      ('log_parameter_max_length', '0', false),
      ('log_parameter_max_length_on_error', '0', true),
      ('auto_explain.log_parameter_max_length', '0', false),
      ('auto_explain.log_verbose', 'off', false),
      ('statement_timeout', '10s', true),
      ('lock_timeout', '5s', true),
      -- Since PostgreSQL 17.
      ('transaction_timeout', '30s', current_setting('transaction_timeout', true) is not null),
      ('idle_in_transaction_session_timeout', '10s', true),
      ('jit', 'off', true),
      -- Servers say these themselves, but not behind poolers.
      ('array_nulls', 'on', true),
      ('bytea_output', 'hex', true),
      ('client_encoding', 'UTF8', true),
      ('DateStyle', 'ISO, MDY', true),
      ('default_transaction_isolation', 'read committed', true),
      ('exit_on_error', 'off', true),
      ('extra_float_digits', '1', true),
      ('IntervalStyle', 'postgres', true),
      ('plpgsql.extra_errors', 'none', true),
      ('row_security', 'on', true),
      ('standard_conforming_strings', 'on', true),
      ('transform_null_equals', 'off', true),
      ('xmlbinary', 'base64', true),
      ('xmloption', 'content', true)
  ),
  expected as (
    select *
      from known
     where session_user <> 'rowseal_worker' or name not in ('statement_timeout', 'transaction_timeout')
  ),
  found as (
    select split_part(entry, '=', 1) as name, substr(entry, strpos(entry, '=') + 1) as value,
           setting.setdatabase <> 0 as in_database
      from pg_db_role_setting as setting
     cross join unnest(setting.setconfig) as entry
     where setting.setrole = (select role.oid from pg_roles as role where role.rolname = session_user)
       and setting.setdatabase in (
         0, (select database.oid from pg_database as database where database.datname = current_database()))
  )
  select found.name, found.in_database, case when not found.in_database then expected.value end
    from found
    left join expected on expected.name = found.name
   where found.in_database or expected.value is distinct from found.value
   union all
  select expected.name, false, expected.value
    from expected
   where expected.is_own and not exists (select from found where found.name = expected.name and not found.in_database);
end;

comment on function rowseal.stray_settings() is $$What is set on the role that is logged in, for all databases or for
this one, and is not as db/roles.sql leaves it; value: what it should be, null: nothing. The role can set anything on
itself that its sessions may set, so SQL of a request can; a DBA's own settings belong on the database.$$;

revoke execute on function rowseal.stray_settings() from public;
grant execute on function rowseal.stray_settings() to rowseal_gateway, rowseal_issuer, rowseal_worker;
