create or replace trigger record_registrations
  after insert on rowseal.users
  referencing new table as registered
  for each statement execute function rowseal_private.record_registrations();
