create or replace function rowseal_private.has_in_workspace(user_id uuid, workspace_id uuid, scope text) returns boolean
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
  return exists (
    select
      from rowseal_private.effective_scope(has_in_workspace.user_id, has_in_workspace.workspace_id, null) as effective
     where has_in_workspace.scope = any (pg_catalog.string_to_array(effective.scope, ' '))
  );

comment on function rowseal_private.has_in_workspace(uuid, uuid, text) is $$Whether a role of a user in a workspace,
which need not be the one entered, has a scope now. Volatile, so that it sees what was committed while its caller waited
for a lock.
Returns: never null.$$;

revoke execute on function rowseal_private.has_in_workspace(uuid, uuid, text) from public;
