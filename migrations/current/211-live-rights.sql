-- db/triggers has one trigger an event instead: only such a trigger is told what rows were before its statement.
drop trigger if exists guard_escalation on rowseal.memberships;
drop trigger if exists guard_escalation on rowseal.roles;
