create or replace trigger note_password_rule
  before update of required_assurance, assurance_grace on rowseal_private.settings
  for each row execute function rowseal_private.note_password_rule();
