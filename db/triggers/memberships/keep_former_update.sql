create or replace trigger keep_former_update
  after update of role on rowseal.memberships
  for each row when (old.role is distinct from new.role)
  execute function rowseal_private.keep_former_state(
    'membership', 'workspace_id', 'user_id', '', 'role', 'role_workspace_id');
