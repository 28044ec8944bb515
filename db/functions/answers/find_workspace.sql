create or replace function rowseal_audit.find_workspace(name text) returns uuid
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return rowseal_private.workspace_named(find_workspace.name);

comment on function rowseal_audit.find_workspace(text) is $$The id of a workspace, by slug or id.
Caller: auditors and the database's owner, for the arguments of rowseal_audit.reach and rowseal.explain.
Returns: null where no workspace has that slug.
Errors: 22P02 36 characters that are no id.$$;

revoke execute on function rowseal_audit.find_workspace(text) from public;
grant execute on function rowseal_audit.find_workspace(text) to rowseal_auditor, pg_database_owner;
