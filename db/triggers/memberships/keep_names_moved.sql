create or replace trigger keep_names_moved
  after update of user_id on rowseal.memberships
  for each row execute function rowseal_private.keep_member_names();
