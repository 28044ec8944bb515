create or replace trigger void_proofs
  after update of email on rowseal.users
  for each row when (old.email <> new.email)
  execute function rowseal_private.void_proofs_of_change();
