create or replace function rowseal.delete_workspace() returns timestamptz
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_workspace_id constant uuid := rowseal_private.require_live_scope('owners:write');
  v_erase_at timestamptz;
begin
  perform rowseal_private.require_role_within(rowseal_private.no_workspace(), 'owner');
  perform rowseal_private.require_fresh_proof();
  -- One that somebody has deleted while this waited is erased when they were told.
  update rowseal.workspaces as workspace
     set erase_at = coalesce(workspace.erase_at, clock_timestamp() + settings.workspace_grace)
    from rowseal_private.settings as settings
   where workspace.id = v_workspace_id
  returning workspace.erase_at into v_erase_at;
  return v_erase_at;
end
$$;

comment on function rowseal.delete_workspace() is $$Deletes the workspace entered: from its commit on nobody enters it.
For settings.workspace_grace an owner may restore it (rowseal.restore_workspace). Requires every scope of an owner, a
session that is limited in nothing, and a fresh proof.
Returns: when it is erased.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS010 a personal access token, a grant, or a limited
session; RS050 a fresh proof is needed.$$;

revoke execute on function rowseal.delete_workspace() from public;
grant execute on function rowseal.delete_workspace() to rowseal_gateway;
