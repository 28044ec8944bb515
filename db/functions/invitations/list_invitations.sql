create or replace function rowseal.list_invitations()
  returns table (
    id uuid, email text, role text, invited_by uuid, created_at timestamptz, expires_at timestamptz, parent_id uuid
  )
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  -- Not in the query, where for a workspace without any the caller might never be asked for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('members:read');
begin
  return query
    select invitation.id, invitation.email, invitation.role, invitation.invited_by, invitation.created_at,
           invitation.expires_at,
           invitation.parent_id
      from rowseal.invitations as invitation
     where invitation.workspace_id = v_workspace_id
       and invitation.accepted_at is null
       and invitation.revoked_at is null
     order by invitation.id;
end
$$;

comment on function rowseal.list_invitations() is $$The open invitations of the workspace entered, expired ones
included, oldest first. parent_id is the limited session, grant or token that made one, and whose end revokes it.
Errors: RS006 lacks members:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_invitations() from public;
grant execute on function rowseal.list_invitations() to rowseal_gateway;
