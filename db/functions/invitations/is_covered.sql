create or replace function rowseal_private.is_covered(invitation rowseal.invitations) returns boolean
  language sql stable parallel restricted
  return rowseal_private.could_invite(
      (is_covered.invitation).invited_by, (is_covered.invitation).workspace_id,
      (is_covered.invitation).role_workspace_id, (is_covered.invitation).role)
    and exists (
      select from rowseal.workspaces as workspace
       where workspace.id = (is_covered.invitation).workspace_id
         and rowseal_private.allows_address(workspace.email_domains, (is_covered.invitation).email)
    );

comment on function rowseal_private.is_covered(rowseal.invitations) is
$$Whether the inviter could make an invitation now (rowseal_private.could_invite), and the rules of the workspace still
allow the domain of the address.
Returns: never null.$$;

revoke execute on function rowseal_private.is_covered(rowseal.invitations) from public;
