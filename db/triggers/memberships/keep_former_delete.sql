create or replace trigger keep_former_delete
  after delete on rowseal.memberships
  for each row execute function rowseal_private.keep_former_state(
    'membership', 'workspace_id', 'user_id', '', 'role', 'role_workspace_id', 'further_roles');
