create or replace trigger keep_further_roles
  after insert or update of workspace_id, further_roles on rowseal.memberships
  for each row when (new.further_roles is not null) execute function rowseal_private.keep_further_roles();
