create or replace trigger keep_former_update
  after update of role, further_roles on rowseal.memberships
  for each row when (old.role is distinct from new.role or old.further_roles is distinct from new.further_roles)
  execute function rowseal_private.keep_former_state(
    'membership', 'workspace_id', 'user_id', '', 'role', 'role_workspace_id', 'further_roles');
