create or replace function rowseal.workspace_settings()
  returns table (
    longest_token_lifetime interval, longest_session_age interval, networks cidr[], email_domains text[]
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('owners:write');
begin
  return query
    select workspace.longest_token_lifetime, workspace.longest_session_age, workspace.networks,
           workspace.email_domains
      from rowseal.workspaces as workspace
     where workspace.id = v_workspace_id;
end
$$;

comment on function rowseal.workspace_settings() is $$The rules of the workspace entered
(rowseal.set_workspace_settings). Requires owners:write.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.workspace_settings() from public;
grant execute on function rowseal.workspace_settings() to rowseal_gateway;
