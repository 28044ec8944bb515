-- Not where a password is derived anew and stays the same (rowseal_private.upgrade_verifier).
create or replace trigger note_least_length
  before insert or update of changed_at on rowseal_private.passwords
  for each row execute function rowseal_private.note_least_length();
