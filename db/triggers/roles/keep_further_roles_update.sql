create or replace trigger keep_further_roles_update
  after update of workspace_id, name on rowseal.roles
  for each row when (old.workspace_id <> new.workspace_id or old.name <> new.name)
  execute function rowseal_private.keep_further_roles();
