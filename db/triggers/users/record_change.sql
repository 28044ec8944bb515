create or replace trigger record_change
  after update or delete on rowseal.users
  for each row execute function rowseal_private.record_change('told by nobody');
