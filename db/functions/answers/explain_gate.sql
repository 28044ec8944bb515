create or replace function rowseal.explain_gate(gate text) returns text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return rowseal_private.reason_of(explain_gate.gate);

comment on function rowseal.explain_gate(text) is $$A gate of rowseal.explain as a sentence.
Caller: rowseal.explain.$$;

revoke execute on function rowseal.explain_gate(text) from public;
grant execute on function rowseal.explain_gate(text) to rowseal_auditor, rowseal_user, pg_database_owner;
