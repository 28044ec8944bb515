create or replace trigger keep_former_update
  after update of disabled_at on rowseal.users
  for each row when (old.disabled_at is distinct from new.disabled_at)
  execute function rowseal_private.keep_former_state('user', '', 'id', '', 'disabled_at');
