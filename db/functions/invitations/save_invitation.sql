create or replace function rowseal_private.save_invitation(
  workspace uuid, address text, role text, inviter uuid, ends_at timestamptz, parent_id uuid default null,
  origin_id uuid default null
) returns rowseal.invitations
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_invitation rowseal.invitations;
begin
  insert into rowseal.invitations as invitation (
    workspace_id, email, role, invited_by, expires_at, parent_id, origin_id
  )
  values (
    save_invitation.workspace, save_invitation.address, save_invitation.role, save_invitation.inviter,
    save_invitation.ends_at, save_invitation.parent_id, save_invitation.origin_id
  )
  on conflict (workspace_id, email) where accepted_at is null and revoked_at is null do update
    set role = excluded.role, invited_by = excluded.invited_by, parent_id = excluded.parent_id,
        origin_id = excluded.origin_id, created_at = excluded.created_at, expires_at = excluded.expires_at,
        secret_hash = null
  returning invitation.* into v_invitation;
  perform rowseal_private.record_event(
    'member_invited', v_invitation.invited_by, v_invitation.workspace_id,
    jsonb_strip_nulls(jsonb_build_object(
      'invitation_id', v_invitation.id, 'role', v_invitation.role, 'parent_id', v_invitation.parent_id,
      'origin_id', v_invitation.origin_id
    ))
  );
  perform rowseal_private.enqueue_mail(
    'invitation', jsonb_build_object('workspace_id', v_invitation.workspace_id, 'id', v_invitation.id),
    v_invitation.id::text
  );
  return v_invitation;
end
$$;

comment on function rowseal_private.save_invitation(uuid, text, text, uuid, timestamptz, uuid, uuid) is $$Opens an
invitation, in place of an open one of the same address, records it and has it mailed. Checks nothing.
Caller: rowseal_private.invite_address, rowseal_audit.invite: in a workspace that is locked.
Returns: the invitation.
Errors: 23502, 23503, 23514 no such workspace, user or role, or not an address.$$;

revoke execute on function rowseal_private.save_invitation(uuid, text, text, uuid, timestamptz, uuid, uuid)
  from public;
