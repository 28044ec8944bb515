create or replace function rowseal_audit.delete_workspace(workspace uuid) returns timestamptz
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  update rowseal.workspaces as deleted
     set erase_at = coalesce(deleted.erase_at, pg_catalog.clock_timestamp() + settings.workspace_grace)
    from rowseal_private.settings as settings
   where deleted.id = delete_workspace.workspace
  returning deleted.erase_at;
end;

comment on function rowseal_audit.delete_workspace(uuid) is $$Deletes a workspace as rowseal.delete_workspace does:
nobody enters it, and after settings.workspace_grace it is erased.
Caller: the database's owner, superusers.
Returns: when it is erased; null where there is no such workspace.$$;

revoke execute on function rowseal_audit.delete_workspace(uuid) from public;
grant execute on function rowseal_audit.delete_workspace(uuid) to pg_database_owner;
