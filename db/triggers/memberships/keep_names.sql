create or replace trigger keep_names
  after insert or update of user_id on rowseal.memberships
  for each row execute function rowseal_private.keep_member_names();
