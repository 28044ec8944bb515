-- What escalates is judged by what the caller may do at that moment. A statement may change that itself: then by what it was before, which the
-- trigger finds in old_rows. PostgreSQL gives them to a trigger of one event only.
--! include functions/members/refuse_escalation.sql
drop trigger if exists guard_escalation on rowseal.memberships;
create or replace trigger guard_escalation_insert after insert on rowseal.memberships
  for each row execute function rowseal_private.refuse_escalation();
create or replace trigger guard_escalation_update after update on rowseal.memberships
  referencing old table as old_rows for each row execute function rowseal_private.refuse_escalation();
create or replace trigger guard_escalation_delete after delete on rowseal.memberships
  referencing old table as old_rows for each row execute function rowseal_private.refuse_escalation();

drop trigger if exists guard_escalation on rowseal.roles;
create or replace trigger guard_escalation_insert after insert on rowseal.roles
  for each row execute function rowseal_private.refuse_escalation();
create or replace trigger guard_escalation_update after update on rowseal.roles
  referencing old table as old_rows for each row execute function rowseal_private.refuse_escalation();
create or replace trigger guard_escalation_delete after delete on rowseal.roles
  referencing old table as old_rows for each row execute function rowseal_private.refuse_escalation();
