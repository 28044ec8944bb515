create or replace trigger tell_everybody
  after update of required_assurance, assurance_grace on rowseal_private.settings
  for each row when (
    new.required_assurance is not null and new.assurance_since is distinct from old.assurance_since
  )
  execute function rowseal_private.tell_everybody();
