-- What administrators of a workspace look through, a page at a time: applications with access, and tokens of members.
create index if not exists sessions_workspace_client_idx
  on rowseal_private.sessions (workspace_id, client_id, expires_at)
  where workspace_id is not null and client_id is not null and revoked_at is null;
create index if not exists personal_access_tokens_workspace_idx
  on rowseal_private.personal_access_tokens (workspace_id, id) where revoked_at is null;
