create or replace function rowseal_private.changeable_membership(user_id uuid) returns rowseal.memberships
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := case
    when changeable_membership.user_id = rowseal.user_id() then rowseal.workspace_id()
    else rowseal.require_scope('members:write')
  end;
  v_membership rowseal.memberships;
begin
  -- Every change of who belongs to a workspace takes this row first, so that two owners cannot remove each other at once.
  perform from rowseal.workspaces as workspace where workspace.id = v_workspace_id for update;
  select * into v_membership
    from rowseal.memberships as membership
   where membership.workspace_id = v_workspace_id and membership.user_id = changeable_membership.user_id
     for update;
  if not found then
    raise exception 'there is no such member' using errcode = 'RS013';
  end if;
  if changeable_membership.user_id <> rowseal.user_id() then
    perform rowseal_private.require_role_within(v_membership.role_workspace_id, v_membership.role);
  end if;
  return v_membership;
end
$$;

comment on function rowseal_private.changeable_membership(uuid) is
  'The membership of a user in the workspace entered, locked, if the caller may change it: their own, or with members:write one whose role has '
  'no scope that the caller lacks. Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such member.';

revoke execute on function rowseal_private.changeable_membership(uuid) from public;
