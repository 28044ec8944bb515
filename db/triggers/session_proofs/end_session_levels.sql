create or replace trigger end_session_levels
  after truncate on rowseal_private.session_proofs
  for each statement execute function rowseal_private.end_session_levels();
