create or replace trigger record_change
  after update of last_used_at on rowseal_private.service_keys
  for each row when (old.last_used_at is null)
  execute function rowseal_private.record_change('told by nobody');
