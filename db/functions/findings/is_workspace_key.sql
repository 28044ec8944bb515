create or replace function rowseal_audit.is_workspace_key(key text) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from rowseal.workspaces as workspace where workspace.external_key = is_workspace_key.key
  );
end;

comment on function rowseal_audit.is_workspace_key(text) is $$Whether a workspace has this external key.
Caller: rowseal_audit.findings_in_rows.$$;

revoke execute on function rowseal_audit.is_workspace_key(text) from public;
grant execute on function rowseal_audit.is_workspace_key(text) to rowseal_auditor, pg_database_owner;
