-- Not where a password is derived anew and stays the same (rowseal_private.upgrade_verifier).
create or replace trigger void_proofs
  after update of changed_at on rowseal_private.passwords
  for each row when (old.changed_at <> new.changed_at)
  execute function rowseal_private.void_proofs_of_change();
