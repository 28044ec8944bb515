create or replace function rowseal.revoke_invitation(id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('members:write');
  v_invitation rowseal.invitations;
begin
  select * into v_invitation
    from rowseal.invitations as invitation
   where invitation.workspace_id = v_workspace_id
     and invitation.id = revoke_invitation.id
     and invitation.accepted_at is null
     and invitation.revoked_at is null
     for update;
  if not found then
    raise exception 'there is no such invitation' using errcode = 'RS013';
  end if;
  perform rowseal_private.require_role_within(v_invitation.role_workspace_id, v_invitation.role);
  perform rowseal_private.end_invitation(v_workspace_id, revoke_invitation.id, 'revoked_by_member');
end
$$;

comment on function rowseal.revoke_invitation(uuid) is $$Revokes an open invitation of the workspace entered. Requires
members:write and every scope of its role.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such invitation is open.$$;

revoke execute on function rowseal.revoke_invitation(uuid) from public;
grant execute on function rowseal.revoke_invitation(uuid) to rowseal_gateway;
