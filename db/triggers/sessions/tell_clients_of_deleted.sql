create or replace trigger tell_clients_of_deleted
  before delete on rowseal_private.sessions
  for each row when (old.revoked_at is null and old.client_id is null and old.expires_at > now())
  execute function rowseal_private.tell_clients();
