create or replace trigger sign_out_short_passwords
  after update of required_assurance, assurance_grace on rowseal_private.settings
  for each row when (
    new.short_passwords_until is not null and new.short_passwords_until is distinct from old.short_passwords_until
  )
  execute function rowseal_private.sign_out_short_passwords();
