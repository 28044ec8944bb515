create or replace function rowseal.is_hooked(function regprocedure, schema regnamespace) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from rowseal_private.hooks as hook
      left join pg_catalog.pg_proc as known on known.oid = hook.function_oid
     where hook.function_oid = is_hooked.function or known.pronamespace = is_hooked.schema
  );
end;

comment on function rowseal.is_hooked(regprocedure, regnamespace) is $$Whether a function is a hook, or any function of
a schema (null: is not asked about).
Caller: rowseal.unregister_hook.
Returns: never null.$$;

revoke execute on function rowseal.is_hooked(regprocedure, regnamespace) from public;
grant execute on function rowseal.is_hooked(regprocedure, regnamespace) to pg_database_owner, rowseal_developer;
