create or replace function rowseal.restore_workspace(id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  update rowseal.workspaces as workspace
     set erase_at = null
   where workspace.id = restore_workspace.id
     and workspace.erase_at > clock_timestamp()
     and rowseal_private.has_in_workspace(v_user_id, workspace.id, 'owners:write');
  -- Again, in a statement of its own: the role, or the session, may have been taken away while the row was waited for.
  if not found or not rowseal_private.has_in_workspace(v_user_id, restore_workspace.id, 'owners:write') then
    raise exception 'there is no such workspace to restore' using errcode = 'RS013';
  end if;
  perform rowseal_private.require_account();
end
$$;

comment on function rowseal.restore_workspace(uuid) is $$Restores a workspace that was deleted and is not being erased
yet: everybody enters it as before. The caller is an owner of it; they have entered no workspace, or another.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, or a limited session; RS013 there is no workspace
that the caller could restore.$$;

revoke execute on function rowseal.restore_workspace(uuid) from public;
grant execute on function rowseal.restore_workspace(uuid) to rowseal_gateway;
