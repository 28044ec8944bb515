create or replace trigger keep_former_delete
  after delete on rowseal_private.sessions
  for each row execute function rowseal_private.keep_former_state(
    'session', '', 'user_id', 'id', 'scope', 'workspace_id', 'client_id', 'resource', 'expires_at', 'revoked_at');
