create or replace trigger keep_former_delete
  after delete on rowseal_private.services
  for each row execute function rowseal_private.keep_former_state(
    'service', 'workspace_id', '', 'id', 'scopes', 'disabled_at');
