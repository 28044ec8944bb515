create or replace trigger keep_further_roles_delete
  after delete on rowseal.roles
  for each row execute function rowseal_private.keep_further_roles();
