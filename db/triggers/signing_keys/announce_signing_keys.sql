create or replace trigger announce_signing_keys
  after insert or update or delete on rowseal_private.signing_keys
  for each row execute function rowseal_private.announce_signing_keys();
