create or replace function rowseal.accept_invitation_link_with_digest(
  owner_id uuid, id uuid, digest bytea, out status text, out workspace_id uuid, out role text, out retry_after interval,
  out email_domain text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := accept_invitation_link_with_digest.owner_id;
  v_user_id constant uuid := rowseal_private.require_account();
  v_link rowseal_private.invitation_links;
begin
  select * into v_link
    from rowseal_private.invitation_links as link
   where link.workspace_id = v_workspace_id and link.id = accept_invitation_link_with_digest.id;
  -- Not in the statement: a log of plans would hold the digest.
  if (v_link.secret_hash = sha256(accept_invitation_link_with_digest.digest)) is not true then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('invitation_guess', v_user_id::text) as failure;
    return;
  end if;

  -- Every change of who belongs to a workspace takes this row first: who made the link stays who they are until the
  -- end of this.
  perform rowseal_private.lock_workspace(v_workspace_id);
  -- Again: the caller may have been signed out or disabled while that was waited for, and others have joined.
  perform rowseal_private.require_account();
  select * into v_link
    from rowseal_private.invitation_links as link
   where link.workspace_id = v_workspace_id and link.id = accept_invitation_link_with_digest.id
     for update;
  status := coalesce(rowseal_private.refused_by_link(v_link, v_user_id), 'accepted');
  if status = 'another_domain' then
    accept_invitation_link_with_digest.email_domain := v_link.email_domain;
  end if;
  if status <> 'accepted' then
    return;
  end if;
  update rowseal_private.invitation_links as link
     set uses = link.uses + 1
   where link.workspace_id = v_workspace_id and link.id = v_link.id;
  insert into rowseal_private.invitation_link_uses (workspace_id, link_id, user_id, role)
  values (v_workspace_id, v_link.id, v_user_id, v_link.role);
  insert into rowseal.memberships (workspace_id, user_id, role) values (v_workspace_id, v_user_id, v_link.role);
  perform rowseal_private.record_event(
    'invitation_link_used', v_user_id, v_workspace_id,
    jsonb_build_object('link_id', v_link.id, 'role', v_link.role, 'created_by', v_link.created_by)
  );
  accept_invitation_link_with_digest.workspace_id := v_workspace_id;
  accept_invitation_link_with_digest.role := v_link.role;
end
$$;

comment on function rowseal.accept_invitation_link_with_digest(uuid, uuid, bytea) is
$$Makes the caller a member of the workspace of an invitation link. owner_id (the workspace) and id are those in its
token, digest is the SHA-256 of its secret. The caller must have a session that is limited in nothing, and have verified
their address, which the link and the rules of the workspace allow.
Returns: a status: accepted, with workspace and role; invalid, it is unknown, used up, revoked or expired, or who made
it could not invite as this role any more; throttled, invalid like many before it from this user, with the time to wait;
unverified, the caller has not verified their address; another_domain, the address is of another domain than the link or
the workspace allows, with that of the link; already_member, and no role has changed; former_member, the caller was one
before, and needs an invitation by mail.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, a limited session, or a service.$$;

revoke execute on function rowseal.accept_invitation_link_with_digest(uuid, uuid, bytea) from public;
grant execute on function rowseal.accept_invitation_link_with_digest(uuid, uuid, bytea) to rowseal_gateway;
