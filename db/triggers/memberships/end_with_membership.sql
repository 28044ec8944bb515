create or replace trigger end_with_membership
  after insert or delete or update of workspace_id, user_id on rowseal.memberships
  for each row execute function rowseal_private.end_with_membership();
