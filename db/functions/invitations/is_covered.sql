create or replace function rowseal_private.is_covered(invitation rowseal.invitations) returns boolean
  language sql stable parallel restricted
  return exists (
    select
      from rowseal.users as inviter
      join rowseal.workspaces as workspace
        on workspace.id = (is_covered.invitation).workspace_id
       and workspace.erase_at is null
       and coalesce(
         substring((is_covered.invitation).email from '[^@]*$') = any (workspace.email_domains),
         workspace.email_domains is null
       )
     cross join lateral rowseal_private.effective_scope(
       inviter.id, (is_covered.invitation).workspace_id, null) as effective
      join rowseal.roles as given
        on given.workspace_id = (is_covered.invitation).role_workspace_id
       and given.name = (is_covered.invitation).role
     where inviter.id = (is_covered.invitation).invited_by
       and inviter.disabled_at is null
       and pg_catalog.string_to_array(effective.scope, ' ') @> (given.scopes || 'members:write'::text)
  );

comment on function rowseal_private.is_covered(rowseal.invitations) is
$$Whether the inviter could make an invitation now: a member, not disabled, with members:write and every scope of the
role given; the workspace is not deleted, and its rules still allow the domain of the address.
Returns: never null.$$;

revoke execute on function rowseal_private.is_covered(rowseal.invitations) from public;
