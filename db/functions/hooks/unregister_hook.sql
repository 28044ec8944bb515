create or replace function rowseal.unregister_hook(event text, function text) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_function regprocedure;
  v_schema regnamespace;
begin
  if not rowseal.forget_hook(unregister_hook.event, unregister_hook.function) then
    return false;
  end if;
  select known.oid, known.pronamespace
    into v_function, v_schema
    from pg_catalog.pg_proc as known
    join pg_catalog.pg_namespace as schema on schema.oid = known.pronamespace
   where known.oid = to_regprocedure(unregister_hook.function)
     and pg_has_role(known.proowner, 'usage')
     and pg_has_role(schema.nspowner, 'usage');
  -- Of a function that is gone nothing is left, and what is another's is not the caller's to take.
  if not found then
    return true;
  end if;
  if not rowseal.is_hooked(v_function, null) then
    execute format('revoke execute on function %s from rowseal_owner', v_function);
  end if;
  if not rowseal.is_hooked(null, v_schema) then
    execute format('revoke usage on schema %s from rowseal_owner', v_schema);
  end if;
  return true;
end
$$;

comment on function rowseal.unregister_hook(text, text) is $$Has Rowseal call a function no more: by its name with
schema and argument types, also where there is no such function any longer. What rowseal.register_hook granted goes with
the last hook that needs it, where the function is the caller's.
Caller: who has registered it, or the owner of the database.
Returns: whether it was registered.$$;

revoke execute on function rowseal.unregister_hook(text, text) from public;
grant execute on function rowseal.unregister_hook(text, text) to pg_database_owner, rowseal_developer;
