create or replace function rowseal.made_invitation(made_id uuid) returns table (id uuid, expires_at timestamptz)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
begin
  return query
    select invitation.id, invitation.expires_at
      from rowseal.invitations as invitation
     where invitation.workspace_id = v_workspace_id
       and invitation.id = made_invitation.made_id
       and invitation.accepted_at is null
       and invitation.revoked_at is null;
end
$$;

comment on function rowseal.made_invitation(uuid) is $$An open invitation of the workspace entered as it is now, for who
has it made once more under the same idempotency key.
Returns: no row where it is no longer open.
Errors: RS006 lacks members:write; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.made_invitation(uuid) from public;
grant execute on function rowseal.made_invitation(uuid) to rowseal_gateway;
