create or replace trigger guard_escalation_insert
  after insert on rowseal.memberships
  for each row execute function rowseal_private.refuse_escalation();
