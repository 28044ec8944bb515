create or replace function rowseal_test.workspace_ids() returns table (id uuid, key text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select workspace.id, workspace.external_key
    from rowseal.workspaces as workspace
   order by workspace.created_at desc, workspace.id desc
   limit 100;
end;

comment on function rowseal_test.workspace_ids() is $$The hundred workspaces that were made last, with their external
keys.$$;

revoke execute on function rowseal_test.workspace_ids() from public;
