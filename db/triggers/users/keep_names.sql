create or replace trigger keep_names
  after update of email, name on rowseal.users
  for each row when (old.email <> new.email or old.name is distinct from new.name)
  execute function rowseal_private.keep_member_names();
