create or replace function rowseal_private.move_members(was rowseal.roles, replacement text) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_membership rowseal.memberships;
begin
  for v_membership in
    select membership.*
      from rowseal.memberships as membership
     where membership.role_workspace_id = (move_members.was).workspace_id
       and membership.role = (move_members.was).name
     union all
    select membership.*
      from rowseal.memberships as membership
     where membership.workspace_id = (move_members.was).workspace_id
       and membership.further_roles @> array[(move_members.was).name]
  loop
    perform rowseal_private.change_roles(
      v_membership,
      rowseal_private.ordered_roles(array_replace(
        v_membership.role || v_membership.further_roles, (move_members.was).name, move_members.replacement)),
      rowseal.user_id());
  end loop;
end
$$;

comment on function rowseal_private.move_members(rowseal.roles, text) is
$$Gives those who have a role of a workspace another one in its place, beside the others that they have.
Caller: rowseal.remove_role.
Errors: those of rowseal_private.change_roles.$$;

revoke execute on function rowseal_private.move_members(rowseal.roles, text) from public;
