create or replace trigger end_children
  after update of revoked_at on rowseal_private.personal_access_tokens
  for each row when (old.revoked_at is null and new.revoked_at is not null)
  execute function rowseal_private.end_children();
