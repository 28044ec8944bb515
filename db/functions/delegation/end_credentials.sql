create or replace function rowseal_private.end_credentials(user_id uuid, reason text, keeps_tokens boolean) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.revoke_sessions(end_credentials.user_id, end_credentials.reason);
  delete from rowseal_private.oauth_consents as given where given.user_id = end_credentials.user_id;
  -- Before the invitations, so that one that a token is making is waited for.
  perform rowseal_private.end_token(token.user_id, token.id, end_credentials.reason)
     from rowseal_private.personal_access_tokens as token
    where token.user_id = end_credentials.user_id
      and token.revoked_at is null
      and token.expires_at > clock_timestamp()
      and not end_credentials.keeps_tokens;
  if not end_credentials.keeps_tokens then
    perform rowseal_private.end_bindings(
      array(select bound.id from rowseal_private.database_principals as bound
             where bound.user_id = end_credentials.user_id),
      end_credentials.reason);
  end if;
  perform rowseal_private.end_invitation(invitation.workspace_id, invitation.id, end_credentials.reason)
     from rowseal.invitations as invitation
    where invitation.invited_by = end_credentials.user_id and invitation.accepted_at is null
      and invitation.revoked_at is null;
  perform rowseal_private.end_invitation_links(end_credentials.user_id, end_credentials.reason);
end
$$;

comment on function rowseal_private.end_credentials(uuid, text, boolean) is $$Ends every credential of a user:
sessions, grants, pending authorization codes, remembered consents, open invitations and invitation links, and unless
they are kept, personal access tokens and the bindings of login roles. reason goes into the audit events, in the same
commit.$$;

revoke execute on function rowseal_private.end_credentials(uuid, text, boolean) from public;
