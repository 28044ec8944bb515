create or replace function rowseal.restore_settings() returns text[]
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_stray record;
  v_left text[] := '{}';
begin
  for v_stray in select stray.name, stray.in_database, stray.value from rowseal.stray_settings() as stray loop
    begin
      execute format(
        'alter role %I %s %s %I %s', session_user,
        case when v_stray.in_database then format('in database %I', current_database()) end,
        case when v_stray.value is null then 'reset' else 'set' end, v_stray.name,
        case when v_stray.value is not null then format('= %L', v_stray.value) end
      );
    exception when insufficient_privilege then
      v_left := v_left || v_stray.name;
    end;
  end loop;
  return v_left;
end
$$;

comment on function rowseal.restore_settings() is $$Sets the role that is logged in back to what db/roles.sql leaves
(rowseal.stray_settings): a role that may set may reset. Open sessions keep the settings they began with.
Returns: the names of what only a superuser may reset.$$;

revoke execute on function rowseal.restore_settings() from public;
grant execute on function rowseal.restore_settings() to rowseal_gateway, rowseal_issuer, rowseal_worker;
