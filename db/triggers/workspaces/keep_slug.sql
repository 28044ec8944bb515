create or replace trigger keep_slug
  after insert or delete on rowseal.workspaces
  for each row execute function rowseal_private.keep_slug();
