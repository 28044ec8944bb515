create or replace trigger record_change
  after insert or update or delete on rowseal_private.throttle_limits
  for each row execute function rowseal_private.record_change('told by nobody');
