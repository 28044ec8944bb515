create or replace trigger record_change
  after insert or update or delete on rowseal_private.policy_waivers
  for each row execute function rowseal_private.record_change('told by nobody');
