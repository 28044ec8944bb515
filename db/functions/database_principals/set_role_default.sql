create or replace function rowseal.set_role_default(role name, setting text, value text) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_now constant text := (
    select substr(entry, length(set_role_default.setting) + 2)
      from pg_catalog.pg_roles as known
      join pg_catalog.pg_db_role_setting as kept on kept.setrole = known.oid
      join pg_catalog.pg_database as ours on ours.oid = kept.setdatabase and ours.datname = current_database()
     cross join lateral unnest(kept.setconfig) as entry
     where known.rolname = set_role_default.role
       and starts_with(entry, set_role_default.setting || '='));
  v_statement constant text := format('alter role %I in database %I ', set_role_default.role, current_database())
    || case
      when set_role_default.value is null then format('reset %I', set_role_default.setting)
      else format('set %I = %L', set_role_default.setting, set_role_default.value)
    end;
begin
  if v_now is distinct from set_role_default.value then
    execute v_statement;
  end if;
exception when insufficient_privilege then
  raise warning 'who made the role has to run: %', v_statement;
end
$$;

comment on function rowseal.set_role_default(name, text, text) is $$Sets with what a login role begins its sessions in
this database, or takes that back (value: null).
Caller: rowseal.bind_role, rowseal.unbind_role: the caller's own rights decide.$$;

revoke execute on function rowseal.set_role_default(name, text, text) from public;
grant execute on function rowseal.set_role_default(name, text, text) to pg_database_owner;
