create or replace trigger call_hooks_created
  after insert on rowseal.workspaces
  for each row execute function rowseal_private.call_hooks('workspace_created', 'workspace_created');
