-- Not where a proof is given once more: the level follows from the kinds.
create or replace trigger keep_session_level
  after insert or delete or update of user_id, session_id, kind on rowseal_private.session_proofs
  for each row execute function rowseal_private.keep_session_level();
