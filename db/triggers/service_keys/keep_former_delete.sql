create or replace trigger keep_former_delete
  after delete on rowseal_private.service_keys
  for each row execute function rowseal_private.keep_former_state(
    'service_key', 'workspace_id', '', 'id', 'service_id', 'scopes', 'expires_at', 'revoked_at');
