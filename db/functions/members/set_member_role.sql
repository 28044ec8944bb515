create or replace function rowseal.set_member_role(user_id uuid, role text) returns void
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return rowseal.set_member_roles(set_member_role.user_id, array[set_member_role.role]);

comment on function rowseal.set_member_role(uuid, text) is
$$Gives a member of the workspace entered another role, in place of all that they have. As rowseal.set_member_roles.
Errors: those of rowseal.set_member_roles.$$;

revoke execute on function rowseal.set_member_role(uuid, text) from public;
grant execute on function rowseal.set_member_role(uuid, text) to rowseal_gateway;
