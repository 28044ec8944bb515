create or replace trigger guard_escalation_delete
  after delete on rowseal.memberships
  referencing old table as old_rows
  for each row execute function rowseal_private.refuse_escalation();
