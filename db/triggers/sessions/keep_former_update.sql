-- Not when it is revoked: the row itself says since when. A refresh writes none of these columns.
create or replace trigger keep_former_update
  after update of scope, workspace_id, resource, expires_at, revoked_at on rowseal_private.sessions
  for each row when (
    (old.scope, old.workspace_id, old.resource, old.expires_at)
      is distinct from (new.scope, new.workspace_id, new.resource, new.expires_at)
    or old.revoked_at is distinct from new.revoked_at and old.revoked_at is not null
  )
  execute function rowseal_private.keep_former_state(
    'session', '', 'user_id', 'id', 'scope', 'workspace_id', 'client_id', 'resource', 'expires_at', 'revoked_at');
