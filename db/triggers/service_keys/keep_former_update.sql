-- Not when it is revoked: the row itself says since when.
create or replace trigger keep_former_update
  after update of service_id, expires_at, revoked_at on rowseal_private.service_keys
  for each row when (
    (old.service_id, old.expires_at) is distinct from (new.service_id, new.expires_at)
    or old.revoked_at is distinct from new.revoked_at and old.revoked_at is not null
  )
  execute function rowseal_private.keep_former_state(
    'service_key', 'workspace_id', '', 'id', 'service_id', 'scopes', 'expires_at', 'revoked_at');
