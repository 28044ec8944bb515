create or replace function rowseal_private.may_join(membership rowseal.memberships) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Looked for in a statement of its own, which sees what was committed while the workspace was waited for.
  perform rowseal_private.lock_workspace(membership.workspace_id);
  return not exists (
    select from rowseal.memberships as other
     where other.workspace_id = membership.workspace_id and other.user_id <> membership.user_id
  ) or exists (
    select from rowseal.invitations as invitation
     where invitation.workspace_id = membership.workspace_id
       and invitation.accepted_by = membership.user_id
       and invitation.role = membership.role and membership.further_roles is null
       and invitation.accepted_at = now()
  ) or exists (
    select from rowseal_private.invitation_link_uses as used
     where used.workspace_id = membership.workspace_id
       and used.user_id = membership.user_id
       and used.role = membership.role and membership.further_roles is null
       and used.used_at = now()
  );
end
$$;

comment on function rowseal_private.may_join(rowseal.memberships) is
$$Whether somebody may become a member of a workspace by their own doing, and in this role: the first member of a
workspace may have any roles; and an invitation that is accepted, or an invitation link that is used, in this very
transaction was evaluated against who invites.
Caller: only rowseal_private.refuse_escalation, after the membership was inserted.
Errors: 40001 as rowseal_private.lock_workspace.$$;

revoke execute on function rowseal_private.may_join(rowseal.memberships) from public;
