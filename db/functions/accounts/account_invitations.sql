create or replace function rowseal_private.account_invitations(user_id uuid) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select jsonb_build_object(
           'invitations_sent', (
             select coalesce(
                      jsonb_agg(rowseal_private.shown_invitation(invitation, true) order by invitation.id), '[]')
               from rowseal.invitations as invitation where invitation.invited_by = account_invitations.user_id),
           'invitations_received', (
             select coalesce(
                      jsonb_agg(rowseal_private.shown_invitation(invitation, false) order by invitation.id), '[]')
               from rowseal.invitations as invitation where invitation.accepted_by = account_invitations.user_id),
           'invitation_links', (
             select coalesce(jsonb_agg(jsonb_build_object('id', link.id, 'workspace_id', link.workspace_id,
                      'role', link.role, 'email_domain', link.email_domain, 'max_uses', link.max_uses,
                      'uses', link.uses, 'created_at', link.created_at, 'expires_at', link.expires_at,
                      'revoked_at', link.revoked_at) order by link.id), '[]')
               from rowseal_private.invitation_links as link where link.created_by = account_invitations.user_id),
           'invitation_links_used', (
             select coalesce(jsonb_agg(jsonb_build_object('link_id', used.link_id, 'workspace_id', used.workspace_id,
                      'role', used.role, 'used_at', used.used_at) order by used.link_id), '[]')
               from rowseal_private.invitation_link_uses as used where used.user_id = account_invitations.user_id)
         );
end;

comment on function rowseal_private.account_invitations(uuid) is
$$The invitations and invitation links that a user made or came by, in an export: addresses of others masked.
Caller: rowseal_private.account_data.$$;

revoke execute on function rowseal_private.account_invitations(uuid) from public;
