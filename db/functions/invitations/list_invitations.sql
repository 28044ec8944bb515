create or replace function rowseal.list_invitations(after uuid default null, page_size integer default 100)
  returns table (
    id uuid, email text, role text, invited_by uuid, created_at timestamptz, expires_at timestamptz, parent_id uuid
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
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
       and invitation.id > coalesce(list_invitations.after, '00000000-0000-0000-0000-000000000000')
       and invitation.accepted_at is null
       and invitation.revoked_at is null
     order by invitation.id
     limit rowseal_private.page_size(list_invitations.page_size);
end
$$;

comment on function rowseal.list_invitations(uuid, integer) is $$The open invitations of the workspace entered, expired
ones included, oldest first, a page at a time. after is the id of the last one on the page before (null: the first
page), page_size how many at most, 1 to 1000. parent_id is the limited session, grant or token that made one, and whose
end revokes it.
Errors: RS006 lacks members:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_invitations(uuid, integer) from public;
grant execute on function rowseal.list_invitations(uuid, integer) to rowseal_gateway;
