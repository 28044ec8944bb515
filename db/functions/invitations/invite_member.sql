create or replace function rowseal.invite_member(
  address text, role text, out status text, out id uuid, out expires_at timestamptz, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
  v_email constant text := rowseal_private.require_address(invite_member.address);
  v_workspace rowseal.workspaces;
  v_granted record;
begin
  -- Every change of who belongs to a workspace takes this row first.
  select * into v_workspace from rowseal.workspaces as workspace where workspace.id = v_workspace_id for update;
  select delegated.* into v_granted
    from rowseal_private.settings as settings
   cross join lateral rowseal_private.delegate(
     rowseal.user_id(), rowseal.session_id(), v_workspace_id,
     wanted_end => now() + settings.invitation_lifetime, held => rowseal.effective_scopes()
   ) as delegated;
  perform rowseal_private.require_delegated(v_granted.effective, 'members:write');
  perform rowseal_private.require_role_within(
    rowseal_private.role_home(invite_member.role, v_workspace_id), invite_member.role
  );
  perform rowseal_private.require_role_within(earlier.role_workspace_id, earlier.role)
    from rowseal.invitations as earlier
   where earlier.workspace_id = v_workspace_id
     and earlier.email = v_email
     and earlier.accepted_at is null
     and earlier.revoked_at is null;
  if not coalesce(substring(v_email from '[^@]*$') = any (v_workspace.email_domains), v_workspace.email_domains is null)
  then
    raise exception 'the workspace does not invite addresses of this domain' using errcode = 'RS028';
  end if;
  -- From the address, whatever the planner thinks of it: no statistics are kept of addresses.
  if exists (
    select
      from rowseal.memberships as membership
     where membership.workspace_id = v_workspace_id
       and membership.user_id = any (
         array(select account.id from rowseal.users as account where account.email = v_email)
       )
  ) then
    raise exception 'whoever has this address is a member already' using errcode = 'RS020';
  end if;

  -- Of its inviter and its address in all workspaces, because anybody may create more of these.
  retry_after := nullif(greatest(
    rowseal_private.record_attempt('invitation_workspace', v_workspace_id::text),
    rowseal_private.record_attempt('invitation_inviter', rowseal.user_id()::text),
    rowseal_private.record_attempt('invitation_address', v_email)
  ), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  insert into rowseal.invitations as invitation (
    workspace_id, email, role, invited_by, expires_at, parent_id, origin_id
  )
  values (
    v_workspace_id, v_email, invite_member.role, rowseal.user_id(), v_granted.ends_at, v_granted.parent_id,
    v_granted.origin_id
  )
  on conflict (workspace_id, email) where accepted_at is null and revoked_at is null do update
    set role = excluded.role, invited_by = excluded.invited_by, parent_id = excluded.parent_id,
        origin_id = excluded.origin_id, created_at = excluded.created_at, expires_at = excluded.expires_at,
        secret_hash = null
  returning invitation.id, invitation.expires_at into invite_member.id, invite_member.expires_at;
  perform rowseal_private.record_event(
    'member_invited', rowseal.user_id(), v_workspace_id,
    jsonb_strip_nulls(jsonb_build_object(
      'invitation_id', invite_member.id, 'role', invite_member.role, 'parent_id', v_granted.parent_id,
      'origin_id', v_granted.origin_id
    ))
  );
  perform rowseal_private.enqueue_mail(
    'invitation', jsonb_build_object('workspace_id', v_workspace_id, 'id', invite_member.id), invite_member.id::text
  );
  status := 'invited';
end
$$;

comment on function rowseal.invite_member(text, text) is $$Invites an address to the workspace entered, as a role, by
mail. Requires members:write and every scope of the role. An open invitation of the same address is replaced, and the
token that was mailed for it is void. A limited session, a grant or a token is the invitation's parent, and its end
revokes the invitation.
Returns: a status: invited; throttled, this workspace has invited too many, with the time to wait.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such role; RS020 the address is a member's;
RS028 the workspace invites no addresses of this domain; 23502, 23514 not an address.$$;

revoke execute on function rowseal.invite_member(text, text) from public;
grant execute on function rowseal.invite_member(text, text) to rowseal_gateway;
