create or replace trigger end_with_account
  after update of disabled_at on rowseal.users
  for each row when ((old.disabled_at is null) <> (new.disabled_at is null))
  execute function rowseal_private.end_with_account();
