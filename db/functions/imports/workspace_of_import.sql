create or replace function rowseal_private.workspace_of_import(named text) returns uuid
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return coalesce(
    (select workspace.id from rowseal.workspaces as workspace
      where workspace.slug = workspace_of_import.named and workspace.erase_at is null),
    (select workspace.id from rowseal.workspaces as workspace
      where workspace.id = case when workspace_of_import.named ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
              then workspace_of_import.named::uuid end
        and workspace.erase_at is null)
  );

comment on function rowseal_private.workspace_of_import(text) is
$$The id of a workspace that an import names by slug or id.
Returns: null where there is none, or it was deleted.$$;

revoke execute on function rowseal_private.workspace_of_import(text) from public;
