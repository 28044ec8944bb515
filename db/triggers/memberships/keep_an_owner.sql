create or replace trigger keep_an_owner
  after update or delete on rowseal.memberships
  for each row when (old.role = 'owner') execute function rowseal_private.keep_an_owner();
