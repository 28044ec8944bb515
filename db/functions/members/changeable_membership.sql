create or replace function rowseal_private.changeable_membership(user_id uuid) returns rowseal.memberships
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- The workspace is locked first of all, so that two owners cannot remove each other at once.
  v_workspace_id constant uuid := coalesce(
    case when changeable_membership.user_id = rowseal.user_id() then rowseal.workspace_id() end,
    rowseal_private.require_live_scope('members:write')
  );
  v_membership rowseal.memberships;
begin
  perform rowseal_private.lock_workspace(v_workspace_id);
  select * into v_membership
    from rowseal.memberships as membership
   where membership.workspace_id = v_workspace_id and membership.user_id = changeable_membership.user_id
     for update;
  if not found then
    raise exception 'there is no such member' using errcode = 'RS013';
  end if;
  perform rowseal_private.require_roles_within(v_workspace_id, v_membership.role || v_membership.further_roles);
  return v_membership;
end
$$;

comment on function rowseal_private.changeable_membership(uuid) is
$$The membership of a user in the workspace entered, locked, if the caller may change it: their own, or another's with
members:write. Its roles may have no scope that the caller's credential lacks now: a limited credential cannot give up
what it does not have.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such member.$$;

revoke execute on function rowseal_private.changeable_membership(uuid) from public;
