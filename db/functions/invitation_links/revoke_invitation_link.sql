create or replace function rowseal.revoke_invitation_link(id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('members:write');
  v_link rowseal_private.invitation_links;
begin
  select * into v_link
    from rowseal_private.invitation_links as link
   where link.workspace_id = v_workspace_id and link.id = revoke_invitation_link.id and link.revoked_at is null
     for update;
  if not found then
    raise exception 'there is no such invitation link' using errcode = 'RS013';
  end if;
  perform rowseal_private.require_role_within(v_link.role_workspace_id, v_link.role);
  update rowseal_private.invitation_links as link
     set revoked_at = clock_timestamp(), secret_hash = null
   where link.workspace_id = v_workspace_id and link.id = v_link.id;
  perform rowseal_private.record_event(
    'invitation_link_revoked', rowseal.user_id(), v_workspace_id,
    jsonb_build_object('link_id', v_link.id, 'reason', 'revoked_by_member'));
end
$$;

comment on function rowseal.revoke_invitation_link(uuid) is $$Revokes an invitation link of the workspace entered: from
its commit on nobody joins by it, and who has stays. Requires members:write and every scope of its role.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such link; RS040 a service.$$;

revoke execute on function rowseal.revoke_invitation_link(uuid) from public;
grant execute on function rowseal.revoke_invitation_link(uuid) to rowseal_gateway;
