create or replace trigger call_hooks_deletion
  after update of erase_at on rowseal.workspaces
  for each row when (old.erase_at is null and new.erase_at is not null)
  execute function rowseal_private.call_hooks('before_delete', 'workspace_deletion');
