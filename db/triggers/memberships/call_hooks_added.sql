create or replace trigger call_hooks_added
  after insert on rowseal.memberships
  for each row execute function rowseal_private.call_hooks('member_added', 'member_added');
