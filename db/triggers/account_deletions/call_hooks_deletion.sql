create or replace trigger call_hooks_deletion
  after insert on rowseal_private.account_deletions
  for each row execute function rowseal_private.call_hooks('before_delete', 'account_deletion');
