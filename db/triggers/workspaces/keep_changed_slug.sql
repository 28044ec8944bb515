create or replace trigger keep_changed_slug
  after update of slug on rowseal.workspaces
  for each row when (old.slug is distinct from new.slug) execute function rowseal_private.keep_slug();
