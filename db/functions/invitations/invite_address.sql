create or replace function rowseal_private.invite_address(
  workspace rowseal.workspaces, address text, role text, ends_at timestamptz, parent_id uuid, origin_id uuid,
  out status text, out id uuid, out expires_at timestamptz, out retry_after interval
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := (invite_address.workspace).id;
begin
  status := case
    when not rowseal_private.allows_address((invite_address.workspace).email_domains, invite_address.address)
      then 'address_not_allowed'
    when exists (
      select
        from rowseal.invitations as earlier
        join rowseal.roles as given on given.workspace_id = earlier.role_workspace_id and given.name = earlier.role
       where earlier.workspace_id = v_workspace_id
         and earlier.email = invite_address.address
         and earlier.accepted_at is null
         and earlier.revoked_at is null
         and not given.scopes <@ rowseal_private.live_scopes()
    ) then 'insufficient_scope'
    -- From the address, whatever the planner thinks of it: no statistics are kept of addresses.
    when exists (
      select
        from rowseal.memberships as membership
       where membership.workspace_id = v_workspace_id
         and membership.user_id = any (
           array(select account.id from rowseal.users as account where account.email = invite_address.address)
         )
    ) then 'already_member'
  end;
  if status is not null then
    return;
  end if;
  -- Of its inviter and its address in all workspaces, because anybody may create more of these.
  retry_after := nullif(greatest(
    rowseal_private.record_attempt('invitation_workspace', v_workspace_id::text),
    rowseal_private.record_attempt('invitation_inviter', rowseal.user_id()::text),
    rowseal_private.record_attempt('invitation_address', invite_address.address)
  ), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  select made.id, made.expires_at
    into invite_address.id, invite_address.expires_at
    from rowseal_private.save_invitation(
      v_workspace_id, invite_address.address, invite_address.role, rowseal.user_id(), invite_address.ends_at,
      invite_address.parent_id, invite_address.origin_id) as made;
  status := 'invited';
end
$$;

comment on function rowseal_private.invite_address(rowseal.workspaces, text, text, timestamptz, uuid, uuid) is
$$Invites one address, for a caller whose right to give the role was checked, in a workspace that is locked.
Returns: a status: invited; address_not_allowed, by the rules of the workspace; insufficient_scope, an open invitation
of the address has a role that the caller lacks scopes of; already_member; throttled, with the time to wait.$$;

revoke execute on function rowseal_private.invite_address(rowseal.workspaces, text, text, timestamptz, uuid, uuid)
  from public;
