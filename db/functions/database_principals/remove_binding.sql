create or replace function rowseal.remove_binding(role name, reason text default 'unbound') returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return rowseal_private.end_bindings(
    array(select bound.id from rowseal_private.database_principals as bound
           where bound.role_name = remove_binding.role),
    remove_binding.reason) > 0;
end
$$;

comment on function rowseal.remove_binding(name, text) is $$Ends the binding of a login role, from the commit on. Takes
nothing from the role.
Caller: rowseal.unbind_role, rowseal.record_binding.
Returns: false where there was none.$$;

revoke execute on function rowseal.remove_binding(name, text) from public;
grant execute on function rowseal.remove_binding(name, text) to pg_database_owner;
