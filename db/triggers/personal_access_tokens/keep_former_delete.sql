create or replace trigger keep_former_delete
  after delete on rowseal_private.personal_access_tokens
  for each row execute function rowseal_private.keep_former_state(
    'token', '', 'user_id', 'id', 'scope', 'workspace_id', 'expires_at', 'revoked_at');
