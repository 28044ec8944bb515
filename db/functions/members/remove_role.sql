create or replace function rowseal.remove_role(id uuid, replacement uuid default null) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_was constant rowseal.roles := rowseal_private.changeable_role(remove_role.id);
  v_replacement rowseal.roles;
begin
  if remove_role.replacement is not null then
    select * into v_replacement
      from rowseal.roles as role
     where role.workspace_id in (v_was.workspace_id, rowseal_private.no_workspace())
       and role.id = remove_role.replacement
       and role.id <> v_was.id;
    perform rowseal_private.require_role_within(v_replacement.workspace_id, v_replacement.name);
    perform rowseal_private.refuse_old_giver(v_replacement.scopes, v_was.scopes);
  elsif exists (
    select from rowseal.memberships as membership
     where membership.role_workspace_id = v_was.workspace_id and membership.role = v_was.name
  ) or exists (
    select from rowseal.memberships as membership
     where membership.workspace_id = v_was.workspace_id and membership.further_roles @> array[v_was.name]
  ) or exists (
    select from rowseal.invitations as invitation
     where invitation.role_workspace_id = v_was.workspace_id and invitation.role = v_was.name
       and invitation.accepted_at is null and invitation.revoked_at is null
  ) or exists (
    select from rowseal_private.invitation_links as link
     where link.role_workspace_id = v_was.workspace_id and link.role = v_was.name
       and rowseal_private.is_open_link(link)
  ) then
    raise exception 'members, open invitations or links have the role: name another for them' using errcode = 'RS043';
  end if;
  if v_replacement.name is not null then
    perform rowseal_private.move_members(v_was, v_replacement.name);
  end if;
  update rowseal.invitations as invitation
     set role = v_replacement.name
   where invitation.role_workspace_id = v_was.workspace_id and invitation.role = v_was.name
     and v_replacement.name is not null;
  update rowseal_private.invitation_links as link
     set role = v_replacement.name
   where link.role_workspace_id = v_was.workspace_id and link.role = v_was.name
     and v_replacement.name is not null;
  delete from rowseal.roles as role where role.workspace_id = v_was.workspace_id and role.id = v_was.id;
  perform rowseal_private.record_event(
    'role_removed', rowseal.user_id(), v_was.workspace_id, jsonb_build_object('role', v_was.name));
end
$$;

comment on function rowseal.remove_role(uuid, uuid) is $$Removes a role of the workspace entered. replacement: the role
that its members, invitations and invitation links get, built in or of the workspace; null: nobody has it. Requires
members:write, and that the caller has all scopes of both at this moment.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such role, one that is built in, or no such
replacement; RS040 a service; RS043 members, open invitations or links have it, and no replacement was named; RS050 a
session replaces it by one that has owners:write, without a fresh proof.$$;

revoke execute on function rowseal.remove_role(uuid, uuid) from public;
grant execute on function rowseal.remove_role(uuid, uuid) to rowseal_gateway;
