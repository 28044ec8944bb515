-- A statement may change the caller's rights itself: then what counts is what they were before it, which the trigger
-- finds in old_rows. PostgreSQL gives these to a trigger of one event only.
create or replace trigger guard_escalation_update
  after update on rowseal.memberships
  referencing old table as old_rows
  for each row execute function rowseal_private.refuse_escalation();
