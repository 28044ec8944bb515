create or replace function rowseal_audit.remove_service(workspace uuid, id uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Its keys go with the row, by foreign key.
  delete from rowseal_private.services as service
   where service.workspace_id = remove_service.workspace and service.id = remove_service.id;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    'service_removed', null, remove_service.workspace, jsonb_build_object('service_id', remove_service.id));
  return true;
end
$$;

comment on function rowseal_audit.remove_service(uuid, uuid) is $$Removes a service of a workspace, and its keys.
Caller: the database's owner, superusers.
Returns: false where there is no such service.$$;

revoke execute on function rowseal_audit.remove_service(uuid, uuid) from public;
grant execute on function rowseal_audit.remove_service(uuid, uuid) to pg_database_owner;
