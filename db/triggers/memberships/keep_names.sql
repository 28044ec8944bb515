create or replace trigger keep_names
  after insert on rowseal.memberships
  referencing new table as joined
  for each statement execute function rowseal_private.keep_member_names();
