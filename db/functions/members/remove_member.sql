create or replace function rowseal.remove_member(user_id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_membership constant rowseal.memberships := rowseal_private.changeable_membership(remove_member.user_id);
begin
  -- The member's personal access tokens for this workspace go with the row, by foreign key.
  delete from rowseal.memberships as membership
   where membership.workspace_id = v_membership.workspace_id and membership.user_id = remove_member.user_id;
  perform rowseal_private.record_event(
    'member_removed', rowseal.user_id(), v_membership.workspace_id, jsonb_build_object('user_id', remove_member.user_id)
  );
end
$$;

comment on function rowseal.remove_member(uuid) is $$Removes a member from the workspace entered, and their personal
access tokens for it, in one statement. Requires members:write and every scope that they have; anybody may leave, unless
their credential is limited.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such member; RS014 the last owner stays.$$;

revoke execute on function rowseal.remove_member(uuid) from public;
grant execute on function rowseal.remove_member(uuid) to rowseal_gateway;
