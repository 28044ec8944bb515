create or replace function rowseal_private.end_in_workspace(
  user_id uuid, workspace_id uuid, made_before timestamptz
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Where the workspace or the user is being deleted, all of this goes by foreign key.
  if not exists (select from rowseal.workspaces as workspace where workspace.id = end_in_workspace.workspace_id)
     or not exists (select from rowseal.users as account where account.id = end_in_workspace.user_id)
  then
    return;
  end if;
  delete from rowseal_private.oauth_consents as given
   where given.user_id = end_in_workspace.user_id and given.workspace_id = end_in_workspace.workspace_id;
  -- Sessions, codes, and the grants that codes have become meanwhile: a session that ends has its codes deleted by a
  -- trigger, and the other order would deadlock with it.
  perform rowseal_private.end_bound_sessions(
    end_in_workspace.user_id, end_in_workspace.workspace_id, end_in_workspace.made_before);
  delete from rowseal_private.oauth_codes as issued
   where issued.user_id = end_in_workspace.user_id and issued.workspace_id = end_in_workspace.workspace_id
     and issued.session_id is null;
  perform rowseal_private.end_bound_sessions(
    end_in_workspace.user_id, end_in_workspace.workspace_id, end_in_workspace.made_before);
  perform rowseal_private.end_invitation(invitation.workspace_id, invitation.id, 'membership_ended')
     from rowseal.invitations as invitation
    where invitation.invited_by = end_in_workspace.user_id
      and invitation.workspace_id = end_in_workspace.workspace_id
      and invitation.created_at < end_in_workspace.made_before
      and invitation.accepted_at is null
      and invitation.revoked_at is null;
  perform rowseal_private.end_invitation_links(
    end_in_workspace.user_id, 'membership_ended', end_in_workspace.workspace_id, end_in_workspace.made_before);
end
$$;

comment on function rowseal_private.end_in_workspace(uuid, uuid, timestamptz) is
$$Ends what a user has for one workspace besides the membership: sessions bound to it and grants, pending authorization
codes, remembered consents, and open invitations and invitation links that they made. Sessions, invitations and links
only if they were made before a time.$$;

revoke execute on function rowseal_private.end_in_workspace(uuid, uuid, timestamptz) from public;
