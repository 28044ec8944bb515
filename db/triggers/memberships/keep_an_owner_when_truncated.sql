create or replace trigger keep_an_owner_when_truncated
  after truncate on rowseal.memberships
  execute function rowseal_private.keep_an_owner();
