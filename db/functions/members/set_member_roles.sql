create or replace function rowseal.set_member_roles(user_id uuid, roles text[]) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_membership constant rowseal.memberships := rowseal_private.changeable_membership(set_member_roles.user_id);
  v_roles constant text[] := rowseal_private.ordered_roles(set_member_roles.roles);
begin
  perform rowseal_private.require_roles_within(v_membership.workspace_id, v_roles);
  perform rowseal_private.refuse_old_giver(
    rowseal_private.united_scopes(v_membership.workspace_id, '{}', v_roles),
    rowseal_private.united_scopes(
      v_membership.workspace_id, '{}', v_membership.role || v_membership.further_roles));
  perform rowseal_private.change_roles(v_membership, v_roles, rowseal.user_id());
end
$$;

comment on function rowseal.set_member_roles(uuid, text[]) is
$$Gives a member of the workspace entered these roles, twenty at most, in place of those that they have: they may do
what any of them grants. Requires members:write, every scope of the roles that they had and get, and of a session that
makes an owner a fresh proof. Anybody may give up roles of their own, unless their credential is limited.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such member or role, or no role at all;
RS014 the last owner stays; RS050 a fresh proof is needed; 23514 more than twenty.$$;

revoke execute on function rowseal.set_member_roles(uuid, text[]) from public;
grant execute on function rowseal.set_member_roles(uuid, text[]) to rowseal_gateway;
