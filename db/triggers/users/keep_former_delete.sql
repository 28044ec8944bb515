create or replace trigger keep_former_delete
  after delete on rowseal.users
  for each row execute function rowseal_private.keep_former_state('user', '', 'id', '', 'disabled_at');
