create or replace function rowseal_private.reason_of(gate text) returns text
  language sql immutable parallel safe
begin atomic
  select reason.text
    from (values
      ('disabled', 'The account, or the service, is disabled.'),
      ('revoked', 'The credential was revoked.'),
      ('expired', 'The credential has expired.'),
      ('other_resource', 'The credential is for another resource.'),
      ('network', 'The credential does not serve this network, or no address was given.'),
      ('other_workspace', 'The credential is bound to another workspace.'),
      ('no_workspace', 'The credential is for every workspace of its user: name one.'),
      ('not_member', 'The user is not a member of the workspace.'),
      ('workspace_deleted', 'The workspace was deleted: an owner may restore it until it is erased.'),
      ('workspace_network', 'The workspace is not entered from this network, or no address was given.'),
      ('session_too_old', 'The session, or the grant, is older than the workspace allows: the person signs in again.'),
      ('token_too_old', 'The token is older than the workspace allows: renew it.'),
      ('binding_too_old', 'The binding of the login role is older than the workspace allows: bind it anew.'),
      ('policy_step_up', 'The workspace asks for more than the session has proved: the person steps up.'),
      ('policy_factor', 'The workspace asks its members for a factor that the account of the user lacks.'),
      ('reads_only', 'The login role was bound for reading alone: rowseal.bind_role with writes => true.'),
      ('no_privilege', 'Requests (rowseal_user) do not hold the privilege on the table.'),
      ('shared', 'The table is shared: no request changes it.'),
      ('row_absent', 'There is no such row.'),
      ('row_unseen', 'The caller sees no such row, and so cannot tell whose it is.'),
      ('row_workspace', 'The row belongs to another workspace: rowseal_gate and rowseal_guard hide it.'),
      ('row_owner', 'The row belongs to another user, and the row rule of the table is for its owner.'),
      ('own_policies', 'Other policies of the table decide about the row too.')
    ) as reason (gate, text)
   where reason.gate = reason_of.gate;
end;

comment on function rowseal_private.reason_of(text) is $$A gate of rowseal.explain as a sentence.$$;

revoke execute on function rowseal_private.reason_of(text) from public;
