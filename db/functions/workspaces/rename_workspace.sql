create or replace function rowseal.rename_workspace(name text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('owners:write');
begin
  update rowseal.workspaces as workspace set name = rename_workspace.name where workspace.id = v_workspace_id;
end
$$;

comment on function rowseal.rename_workspace(text) is
$$Gives the workspace entered another name, of 1 to 200 characters.
Requires owners:write.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; 23502, 23514 no name.$$;

revoke execute on function rowseal.rename_workspace(text) from public;
grant execute on function rowseal.rename_workspace(text) to rowseal_gateway;
