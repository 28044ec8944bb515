create or replace trigger keep_former_update
  after update of scopes on rowseal.roles
  for each row when (old.scopes is distinct from new.scopes)
  execute function rowseal_private.keep_former_state('role', 'workspace_id', '', 'name', 'scopes');
