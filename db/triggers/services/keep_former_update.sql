create or replace trigger keep_former_update
  after update of scopes, disabled_at on rowseal_private.services
  for each row when ((old.scopes, old.disabled_at) is distinct from (new.scopes, new.disabled_at))
  execute function rowseal_private.keep_former_state(
    'service', 'workspace_id', '', 'id', 'scopes', 'disabled_at');
