create or replace trigger delete_roles
  after delete on rowseal.workspaces
  for each row execute function rowseal_private.delete_roles_of_workspace();
