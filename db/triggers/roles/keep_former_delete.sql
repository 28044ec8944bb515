create or replace trigger keep_former_delete
  after delete on rowseal.roles
  for each row execute function rowseal_private.keep_former_state('role', 'workspace_id', '', 'name', 'scopes');
