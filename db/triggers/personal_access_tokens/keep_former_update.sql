-- Not when it is revoked: the row itself says since when.
create or replace trigger keep_former_update
  after update of scope, workspace_id, expires_at, revoked_at on rowseal_private.personal_access_tokens
  for each row when (
    (old.scope, old.workspace_id, old.expires_at) is distinct from (new.scope, new.workspace_id, new.expires_at)
    or old.revoked_at is distinct from new.revoked_at and old.revoked_at is not null
  )
  execute function rowseal_private.keep_former_state(
    'token', '', 'user_id', 'id', 'scope', 'workspace_id', 'expires_at', 'revoked_at');
