create or replace trigger call_hooks_removed
  after delete on rowseal.memberships
  for each row execute function rowseal_private.call_hooks('member_removed', 'member_removed');
