create or replace trigger guard_escalation_insert
  after insert on rowseal.roles
  for each row execute function rowseal_private.refuse_escalation();
