create or replace trigger call_hooks_created
  after insert on rowseal.users
  for each row execute function rowseal_private.call_hooks('user_created', 'user_created');
