create or replace trigger keep_former_update
  after update of user_id, workspace_id, scope, writes, expires_at on rowseal_private.database_principals
  for each row when (
    (old.scope, old.workspace_id, old.expires_at, old.writes)
      is distinct from (new.scope, new.workspace_id, new.expires_at, new.writes)
  )
  execute function rowseal_private.keep_former_state(
    'database_role', '', 'user_id', 'id', 'scope', 'workspace_id', 'expires_at', 'writes');
