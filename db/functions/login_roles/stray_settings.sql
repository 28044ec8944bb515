create or replace function rowseal.stray_settings() returns table (name text, in_database boolean, value text)
  language sql stable parallel restricted
begin atomic
  with expected as (
    select *
      from rowseal.login_settings() as known
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
