create or replace function rowseal.accept_invitation_with_digest(
  owner_id uuid, id uuid, digest bytea, out status text, out workspace_id uuid, out role text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := accept_invitation_with_digest.owner_id;
  v_id constant uuid := accept_invitation_with_digest.id;
  v_user_id constant uuid := rowseal_private.require_account();
  v_email text;
  v_verified boolean;
  v_invitation rowseal.invitations;
begin
  select account.email, account.email_verified_at is not null
    into strict v_email, v_verified
    from rowseal.users as account
   where account.id = v_user_id;
  select * into v_invitation
    from rowseal.invitations as invitation
   where invitation.workspace_id = v_workspace_id
     and invitation.id = v_id
     and invitation.secret_hash = sha256(accept_invitation_with_digest.digest);
  if not found then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('invitation_guess', v_user_id::text) as failure;
    return;
  end if;
  -- Before any row is locked, as wherever an address becomes somebody's.
  if not v_verified then
    perform rowseal_private.lock_addresses(array[v_email]);
  end if;
  if v_invitation.email <> v_email or rowseal_private.is_address_proved(v_email, v_user_id) then
    status := 'another_address';
    return;
  end if;

  -- Every change of who belongs to a workspace takes this row first: the inviter stays who they are until the end of
  -- this.
  perform from rowseal.workspaces as workspace where workspace.id = v_workspace_id for update;
  -- Again: the caller may have been signed out or disabled while that was waited for.
  perform rowseal_private.require_account();
  update rowseal.invitations as invitation
     set accepted_at = now(), accepted_by = v_user_id
   where invitation.workspace_id = v_workspace_id
     and invitation.id = v_id
     and invitation.secret_hash = v_invitation.secret_hash
     and invitation.accepted_at is null
     and invitation.revoked_at is null
     and invitation.expires_at > clock_timestamp()
     and rowseal_private.is_covered(invitation)
  returning invitation.* into v_invitation;
  if not found then
    status := 'invalid';
    return;
  end if;
  insert into rowseal.memberships (workspace_id, user_id, role)
  values (v_workspace_id, v_user_id, v_invitation.role)
  on conflict on constraint memberships_pkey do nothing;
  if not found then
    status := 'already_member';
    return;
  end if;
  -- The invitation was mailed there and nowhere else.
  update rowseal.users as account
     set email_verified_at = coalesce(account.email_verified_at, clock_timestamp())
   where account.id = v_user_id;
  perform rowseal_private.record_event(
    'invitation_accepted', v_user_id, v_workspace_id,
    jsonb_build_object('invitation_id', v_id, 'role', v_invitation.role)
  );
  status := 'accepted';
  accept_invitation_with_digest.workspace_id := v_workspace_id;
  accept_invitation_with_digest.role := v_invitation.role;
end
$$;

comment on function rowseal.accept_invitation_with_digest(uuid, uuid, bytea) is
$$Makes the caller a member of the workspace that an invitation is for, once. owner_id (the workspace) and id are those
in the token that was mailed, digest is the SHA-256 of its secret. The caller must have a session that is not limited to
scopes, and have the address that was invited, which the invitation verifies.
Returns: a status: accepted, with workspace and role; invalid, it is unknown, used, revoked or expired, or its inviter
could not make it any more; throttled, invalid like many before it from this user, with the time to wait;
another_address, it is for somebody else; already_member, and no role has changed.
Errors: RS008 nobody entered; RS010 a personal access token or a limited session.$$;

revoke execute on function rowseal.accept_invitation_with_digest(uuid, uuid, bytea) from public;
grant execute on function rowseal.accept_invitation_with_digest(uuid, uuid, bytea) to rowseal_gateway;
