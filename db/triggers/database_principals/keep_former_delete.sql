create or replace trigger keep_former_delete
  after delete on rowseal_private.database_principals
  for each row execute function rowseal_private.keep_former_state(
    'database_role', '', 'user_id', 'id', 'scope', 'workspace_id', 'expires_at', 'writes');
