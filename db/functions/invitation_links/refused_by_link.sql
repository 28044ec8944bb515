create or replace function rowseal_private.refused_by_link(link rowseal_private.invitation_links, user_id uuid)
  returns text
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  select case
           when exists (
             select from rowseal.memberships as membership
              where membership.workspace_id = (refused_by_link.link).workspace_id
                and membership.user_id = account.id
           ) then 'already_member'
           when not rowseal_private.is_open_link(refused_by_link.link)
             or not rowseal_private.could_invite(
               (refused_by_link.link).created_by, (refused_by_link.link).workspace_id,
               (refused_by_link.link).role_workspace_id, (refused_by_link.link).role)
             or not rowseal_private.link_gives(
               (refused_by_link.link).role_workspace_id, (refused_by_link.link).role)
             then 'invalid'
           when account.email_verified_at is null or rowseal_private.is_address_reserved(account.email, account.id)
             then 'unverified'
           when not rowseal_private.allows_address(workspace.email_domains, account.email)
             or (refused_by_link.link).email_domain is not null
               and not rowseal_private.allows_address(array[(refused_by_link.link).email_domain], account.email)
             then 'another_domain'
           when exists (
             select from rowseal_private.former_states as former
              where former.workspace_id = workspace.id and former.user_id = account.id
                and former.kind = 'membership'
           ) then 'former_member'
         end
    from rowseal.users as account
    join rowseal.workspaces as workspace on workspace.id = (refused_by_link.link).workspace_id
   where account.id = refused_by_link.user_id;
end;

comment on function rowseal_private.refused_by_link(rowseal_private.invitation_links, uuid) is
$$Why a user cannot join by an invitation link at this moment: what its maker could not give now, nobody gets by it.
An account that was a member before needs an invitation of its own, so that none comes back that was removed; a person
with a second account and address can. What a membership was is kept for longer than any link lives.
Caller: rowseal.accept_invitation_link_with_digest, which holds the lock of the workspace.
Returns: a status of that function; null: they can.$$;

revoke execute on function rowseal_private.refused_by_link(rowseal_private.invitation_links, uuid) from public;
