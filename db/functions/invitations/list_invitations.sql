create or replace function rowseal.list_invitations()
  returns table (id uuid, email text, role text, invited_by uuid, created_at timestamptz, expires_at timestamptz)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select invitation.id, invitation.email, invitation.role, invitation.invited_by, invitation.created_at, invitation.expires_at
    from rowseal.invitations as invitation
   where invitation.workspace_id = (select rowseal.require_scope('members:read'))
     and invitation.accepted_at is null
     and invitation.revoked_at is null
   order by invitation.id;
end;

comment on function rowseal.list_invitations() is
  'The open invitations of the workspace entered, those that have expired among them, oldest first. Errors: RS006 lacks members:read; RS007, '
  'RS008 nobody entered a workspace.';

revoke execute on function rowseal.list_invitations() from public;
grant execute on function rowseal.list_invitations() to rowseal_gateway;
