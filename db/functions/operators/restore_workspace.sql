create or replace function rowseal_audit.restore_workspace(workspace uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  update rowseal.workspaces as deleted
     set erase_at = null
   where deleted.id = restore_workspace.workspace and deleted.erase_at is not null and deleted.erased_at is null;
  return found;
end
$$;

comment on function rowseal_audit.restore_workspace(uuid) is $$Restores a workspace that was deleted and is not erased
yet, its grace period over or not.
Caller: the database's owner, superusers.
Returns: false where there is none to restore.$$;

revoke execute on function rowseal_audit.restore_workspace(uuid) from public;
grant execute on function rowseal_audit.restore_workspace(uuid) to pg_database_owner;
