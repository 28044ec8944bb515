create or replace trigger date_policy
  before insert or update of required_assurance, assurance_grace on rowseal_private.settings
  for each row execute function rowseal_private.date_policy();
