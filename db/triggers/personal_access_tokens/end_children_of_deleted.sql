create or replace trigger end_children_of_deleted
  after delete on rowseal_private.personal_access_tokens
  for each row when (old.revoked_at is null) execute function rowseal_private.end_children();
