create or replace function rowseal.set_member_role(user_id uuid, role text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_membership constant rowseal.memberships := rowseal_private.changeable_membership(set_member_role.user_id);
begin
  perform rowseal_private.require_role_within(
    rowseal_private.role_home(set_member_role.role, v_membership.workspace_id), set_member_role.role
  );
  update rowseal.memberships as membership
     set role = set_member_role.role
   where membership.workspace_id = v_membership.workspace_id and membership.user_id = set_member_role.user_id;
  perform rowseal_private.record_event(
    'member_role_changed', rowseal.user_id(), v_membership.workspace_id,
    jsonb_build_object('user_id', set_member_role.user_id, 'from', v_membership.role, 'to', set_member_role.role)
  );
end
$$;

comment on function rowseal.set_member_role(uuid, text) is
$$Gives a member of the workspace entered another role. Requires members:write, and every scope of the old and of the
new role. Anybody may take a lower role themselves, unless their credential is limited.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such member or role; RS014 the last owner
stays.$$;

revoke execute on function rowseal.set_member_role(uuid, text) from public;
grant execute on function rowseal.set_member_role(uuid, text) to rowseal_gateway;
