-- A role does not know when it was made.
create or replace trigger keep_former_insert
  after insert on rowseal.roles
  for each row execute function rowseal_private.keep_former_state('role', 'workspace_id', '', 'name', 'scopes');
