create or replace function rowseal_test.workspace_named(slug text) returns uuid
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select workspace.id from rowseal.workspaces as workspace where workspace.slug = workspace_named.slug;
end;

comment on function rowseal_test.workspace_named(text) is $$The id of a workspace.$$;

revoke execute on function rowseal_test.workspace_named(text) from public;
