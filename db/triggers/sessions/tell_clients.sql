create or replace trigger tell_clients
  after update of revoked_at on rowseal_private.sessions
  for each row when (old.revoked_at is null and new.revoked_at is not null and new.client_id is null)
  execute function rowseal_private.tell_clients();
