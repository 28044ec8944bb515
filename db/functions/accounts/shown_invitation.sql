create or replace function rowseal_private.shown_invitation(invitation rowseal.invitations, masked boolean)
  returns jsonb
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  return jsonb_build_object(
    'id', (shown_invitation.invitation).id, 'workspace_id', (shown_invitation.invitation).workspace_id,
    'email', case when shown_invitation.masked
      then rowseal_private.masked_address((shown_invitation.invitation).email)
      else (shown_invitation.invitation).email end,
    'role', (shown_invitation.invitation).role, 'created_at', (shown_invitation.invitation).created_at,
    'accepted_at', (shown_invitation.invitation).accepted_at, 'revoked_at', (shown_invitation.invitation).revoked_at
  );

comment on function rowseal_private.shown_invitation(rowseal.invitations, boolean) is
$$An invitation in an export, with the address or what may be seen of it.$$;

revoke execute on function rowseal_private.shown_invitation(rowseal.invitations, boolean) from public;
