create or replace function rowseal_private.compose_invitation(workspace_id uuid, id uuid)
  returns table (recipient text, kind text, variables jsonb)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
begin
  update rowseal.invitations as invitation
     set secret_hash = v_hash
    from rowseal.workspaces as workspace, rowseal.users as inviter
   where invitation.workspace_id = compose_invitation.workspace_id
     and invitation.id = compose_invitation.id
     and invitation.accepted_at is null
     and invitation.revoked_at is null
     and invitation.expires_at > clock_timestamp()
     and workspace.id = invitation.workspace_id
     and inviter.id = invitation.invited_by
  returning invitation.email, 'invitation',
            jsonb_build_object(
              'workspace', workspace.name,
              'inviter', case when inviter.email_verified_at is not null then inviter.email end,
              'role', invitation.role, 'expires_at', invitation.expires_at
            )
       into recipient, kind, variables;
  if not found then
    return;
  end if;
  variables := variables || jsonb_build_object(
    'token', rowseal_private.format_token(
      'rsi_', uuid_send(compose_invitation.workspace_id) || uuid_send(compose_invitation.id) || v_secret
    )
  );
  return next;
end
$$;

comment on function rowseal_private.compose_invitation(uuid, uuid) is
$$The mail to somebody who was invited. It names the inviter only by a verified address, so that nobody invites in
another's name.
Returns: no row when the invitation has been accepted or revoked, or has expired.$$;

revoke execute on function rowseal_private.compose_invitation(uuid, uuid) from public;
