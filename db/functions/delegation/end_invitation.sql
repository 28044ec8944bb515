create or replace function rowseal_private.end_invitation(
  workspace_id uuid, invitation_id uuid, reason text
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_invited_by uuid;
begin
  update rowseal.invitations as invitation
     set revoked_at = clock_timestamp(), secret_hash = null
   where invitation.workspace_id = end_invitation.workspace_id
     and invitation.id = end_invitation.invitation_id
     and invitation.accepted_at is null
     and invitation.revoked_at is null
  returning invitation.invited_by into v_invited_by;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    'invitation_revoked', coalesce(rowseal.user_id(), v_invited_by), end_invitation.workspace_id,
    jsonb_build_object('invitation_id', end_invitation.invitation_id, 'reason', end_invitation.reason)
  );
  return true;
end
$$;

comment on function rowseal_private.end_invitation(uuid, uuid, text) is
$$Revokes an open invitation. reason goes into the audit event, in the same commit.
Returns: false where there was nothing to revoke.$$;

revoke execute on function rowseal_private.end_invitation(uuid, uuid, text) from public;
