-- What lists are read by, a page at a time. None holds a column that the rotation of a session writes.
create index if not exists sessions_open_logins_idx
  on rowseal_private.sessions (user_id, id) where client_id is null and revoked_at is null;
create index if not exists sessions_open_grants_idx
  on rowseal_private.sessions (user_id, client_id, expires_at) where client_id is not null and revoked_at is null;
create index if not exists identities_user_idx
  on rowseal_private.identities (user_id, (provider <> 'password'), provider, subject_hash);
drop index if exists rowseal_private.identities_user_id_idx;
create index if not exists memberships_user_idx on rowseal.memberships (user_id, workspace_id);
drop index if exists rowseal.memberships_user_id_idx;
create index if not exists invitations_open_idx
  on rowseal.invitations (workspace_id, id) where accepted_at is null and revoked_at is null;
