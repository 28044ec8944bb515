create or replace trigger call_hooks_disabled
  after update of disabled_at on rowseal.users
  for each row when (old.disabled_at is null and new.disabled_at is not null)
  execute function rowseal_private.call_hooks('member_removed', 'user_disabled');
